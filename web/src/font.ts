// Inter, which comes as text inside the script: the server's files are text, and its policy wants no data: URLs.
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?inline';

export function useFont(): void {
  const bytes = Uint8Array.from(atob(inter.slice(inter.indexOf(',') + 1)), (character) => character.charCodeAt(0));
  document.fonts.add(new FontFace('Inter Variable', bytes, { weight: '100 900' }));
}
