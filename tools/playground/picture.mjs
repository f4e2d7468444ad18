// picture.mjs PAGE ADDRESS FILE.png: the window of a playground once all its worlds are there.
import {pathToFileURL} from 'node:url';
import {launch} from '../../tests/browser/chromium.mjs';

const [file, address, picture] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage({viewport: {width: 1280, height: 860}, colorScheme: 'light'});
await page.goto(pathToFileURL(file).href + address);
await page.waitForFunction(() => {
  const state = window.playground?.state();
  return state && state.finished >= state.worlds && state.base >= state.worlds && state.drawn >= state.worlds;
}, null, {timeout: 1800000});
await page.screenshot({path: picture});
await browser.close();
