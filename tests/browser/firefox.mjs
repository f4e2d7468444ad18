// The installed Firefox, headless, over WebDriver BiDi: playwright's way to a Firefox that it did not
// build itself.
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {patience} from './wait.mjs';

const {firefox} = createRequire(join(process.env.BROWSER, 'index.js'))('playwright-core');

export const launch = () => firefox.launch({channel: 'moz-firefox', executablePath: process.env.FIREFOX, timeout: patience});
