// build.mjs NODE_MODULES PAGE: bundles scripts and styles and puts them into page.html, with the hash
// by which the page's security policy knows its only script.
import {readFileSync, writeFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const [modules, page] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(join(modules, 'index.js'))('esbuild');

const bundle = (file) =>
  esbuild.buildSync({
    entryPoints: [join(here, 'src', file)],
    nodePaths: [modules],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2020'],
    legalComments: 'none',
    logLevel: 'warning',
  }).outputFiles[0].text;

const script = bundle('main.js').replaceAll('</script', '<\\/script');
const style = bundle('style.css');
const hash = createHash('sha256').update(script).digest('base64');
const text = readFileSync(join(here, 'page.html'), 'utf8')
  .replace('SCRIPT_HASH', () => `sha256-${hash}`)
  .replace('/*style*/', () => style)
  .replace('/*script*/', () => script);
writeFileSync(page, text);
