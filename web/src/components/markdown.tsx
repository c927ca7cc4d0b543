// Markdown of reports. HTML in it is shown as text, links that are no web links are dropped.
import { useEffect, useRef } from 'preact/hooks';

async function render(text: string): Promise<string> {
  const [{ micromark: convert }, tables] = await Promise.all([import('micromark'), import('micromark-extension-gfm-table')]);
  return convert(text, { extensions: [tables.gfmTable()], htmlExtensions: [tables.gfmTableHtml()] });
}

export function Markdown({ text }: { text: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stale = false;
    render(text).then(
      (html) => {
        if (stale || !host.current) return;
        host.current.innerHTML = html;
        host.current.querySelectorAll('a[href=""]').forEach((link) => link.replaceWith(...link.childNodes));
      },
      () => host.current && (host.current.textContent = text),
    );
    return () => {
      stale = true;
    };
  }, [text]);
  return <div ref={host} class="prose" />;
}
