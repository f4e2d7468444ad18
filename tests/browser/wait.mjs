// Waiting for what should come, for as long as a busy machine may take. What never comes is given back
// as it is at the end, for the caller to object to.

/** How long anything may take, in ms; PATIENCE for somebody who knows that it will not come. */
export const patience = Number(process.env.PATIENCE ?? 300000);

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** What `look` finds once `good` says so of it, or at the end of patience. */
export async function eventually(look, good = Boolean) {
  const end = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (good(found) || performance.now() > end) return found;
    await pause(50);
  }
}

/** Until the page has been laid out and painted as it is now, so that its observers have been told. */
export const painted = (page) => page.evaluate(() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
}));
