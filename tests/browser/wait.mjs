// Waiting for what should come, for as long as a busy machine may take. What never comes is given back
// as it is at the end, for the caller to object to.

/** For how long nothing may change, in ms; PATIENCE for somebody who knows that it will not. */
export const patience = Number(process.env.PATIENCE ?? 300000);

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** What `look` finds once `good` says so of it, or when it has been the same for all of one's patience. */
export async function eventually(look, good = Boolean) {
  let seen, end;
  for (;;) {
    const found = await look();
    const text = JSON.stringify(found);
    if (text !== seen) end = performance.now() + patience;
    if (good(found) || performance.now() > end) return found;
    seen = text;
    await pause(100);
  }
}

/** Until the page has been laid out and painted as it is now, so that its observers have been told. */
export const painted = (page) => page.evaluate(() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
}));
