// Two builds: the workbench (index.html and its assets), and with --mode export the page of an exported report, which
// is one file that needs nothing beside it.
import { defineConfig, type Plugin } from 'vite';

function inlineEverything(): Plugin {
  return {
    name: 'inline-everything',
    generateBundle: {
      order: 'post', // when Vite has finished with the script
      handler(_options, bundle) {
        const page = bundle['export.html'];
        if (page?.type !== 'asset') throw new Error('export.html was not built');
        let html = String(page.source);
        for (const [name, file] of Object.entries(bundle)) {
          if (file === page) continue;
          const text = file.type === 'chunk' ? file.code : String(file.source);
          if (name.endsWith('.js')) {
            const script = `<script type="module">${text.replace(/<\/script/g, '<\\/script')}</script>`;
            html = html.replace(/<script type="module"[^>]*src=[^>]*><\/script>\s*/, '').replace('</body>', () => `${script}\n</body>`);
          } else if (name.endsWith('.css')) {
            html = html.replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${text}</style>`);
          }
          delete bundle[name];
        }
        page.source = html;
      },
    },
  };
}

export default defineConfig(({ mode }) => {
  const exported = mode === 'export';
  return {
    plugins: exported ? [inlineEverything()] : [],
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    build: {
      target: 'es2022',
      emptyOutDir: !exported,
      modulePreload: { polyfill: false },
      assetsInlineLimit: exported ? 1 << 24 : 0,
      cssCodeSplit: !exported,
      chunkSizeWarningLimit: 1000,
      rollupOptions: {
        input: exported ? 'export.html' : 'index.html',
        output: exported ? { inlineDynamicImports: true } : {},
      },
    },
    server: { proxy: { '/api': `http://127.0.0.1:${process.env.SPARKIFY_PORT ?? 8080}` } },
  };
});
