// build.mjs NODE_MODULES ENGINE_FOLDER PAGE: bundles scripts, styles and the engine into page.html.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';

const [modules, engine_folder, page] = process.argv.slice(2);
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
const wasm = readFileSync(join(engine_folder, 'engine.wasm'));
const glue = readFileSync(join(engine_folder, 'engine.js'), 'utf8');
const engine = {wasm: gzipSync(wasm, {level: 9}).toString('base64'), worker: `${glue}\n${bundle('worker.js')}`};
const text = readFileSync(join(here, 'page.html'), 'utf8')
  .replace('/*hash*/', `sha256-${createHash('sha256').update(script).digest('base64')}`)
  .replace('/*style*/', () => bundle('style.css'))
  .replace('/*engine*/', () => JSON.stringify(engine).replaceAll('<', '\\u003c'))
  .replace('/*script*/', () => script);
writeFileSync(page, text);
