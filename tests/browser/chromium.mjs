// The installed Chromium, headless and quiet.
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {patience} from './wait.mjs';

const {chromium} = createRequire(join(process.env.BROWSER, 'index.js'))('playwright-core');

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM,
  timeout: patience,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync'],
});
