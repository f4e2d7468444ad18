import {launch} from '../../tests/browser/chromium.mjs';

const [file, position, picture] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage({viewport: {width: 1000, height: 900}, deviceScaleFactor: 1.5, colorScheme: 'light'});
await page.goto(`file://${file}`);
await page.evaluate(() => window.overbuild.draw_all());
await page.addStyleTag({content: '#contents, details.data { display: none } figure { border: 0 !important }'});
await page.locator('figure').nth(Number(position) - 1).screenshot({path: picture});
await browser.close();
