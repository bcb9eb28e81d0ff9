import fs from 'node:fs/promises';
import { Problem } from './command.mjs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chromium of this machine; CHROMIUM_PATH names another one. */
export async function requireBrowser() {
  const named = process.env.CHROMIUM_PATH;
  for (const place of named ? [named] : USUAL_PLACES) {
    if (await isProgram(place)) {
      return place;
    }
  }
  throw new Problem(
    named
      ? `CHROMIUM_PATH is ${named}, but there is no program there.`
      : 'The browser tests need Chromium, and none was found.',
    'Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to your Chromium or Chrome.',
  );
}

/** @param {string} file */
async function isProgram(file) {
  try {
    await fs.access(file, fs.constants.X_OK);
    return true;
  } catch {
    // Missing, or not executable for us: the search treats both the same.
    return false;
  }
}
