// What every browser test needs: the product, a browser that complains, screenshots, axe.
//
// ZHENGXIANG names the executable to start.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCREENSHOTS = path.join(ROOT, 'target', 'screenshots');

// A phone, a tablet at the check-in, an office screen.
export const VIEWPORTS = [
  { width: 390, height: 844 },
  { width: 834, height: 1112 },
  { width: 1440, height: 900 },
];

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Impacts of axe that fail a test; the others are advice.
const FAILING_IMPACTS = ['serious', 'critical'];

// How long the product may take to make its demo data and open its port.
const START_LIMIT_MS = 120_000;

/** Starts the product with demo data. Returns `{ url, doors, stop }`; see `addressOf`. */
export async function openProduct() {
  const executable = process.env.ZHENGXIANG ?? path.join(ROOT, 'target/debug/zhengxiang');
  const folder = await mkdtemp(path.join(tmpdir(), 'zhengxiang-browser-'));
  // Port 0 lets the machine choose one that is free.
  const product = spawn(executable, ['demo', '--data', folder, '--listen', '127.0.0.1:0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => product.once('close', resolve));
  const stop = async () => {
    product.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await addressOf(product)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * What the product prints once its port is open: its address, and its doors, each a sign-in name
 * with what is behind it.
 */
export function addressOf(product, limitMs = START_LIMIT_MS) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(limitMs);
    signal.addEventListener('abort', () => reject(new Error(`no address in ${limitMs} ms`)));
    product.once('error', reject);
    product.once('close', (code) => reject(new Error(`it ended with ${code} before it served`)));
    const doors = [];
    createInterface({ input: product.stdout }).on('line', (line) => {
      const door = line.match(/^ {2}(\S+) +(.+)$/);
      if (door) doors.push({ name: door[1], behind: door[2] });
      const address = line.match(/https?:\/\/[\w.[\]-]+:\d+/);
      if (address) resolve({ url: address[0], doors });
    });
  });
}

/**
 * Starts Chromium, with more flags when a test needs them. Returns `{ page, stop }`; `page()`
 * opens a page that collects complaints.
 */
export async function openBrowser(flags = []) {
  const args = [...CHROMIUM_FLAGS, ...flags];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  const page = async (options = {}) => {
    const context = await browser.newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: VIEWPORTS[2],
      ...options,
    });
    const opened = await context.newPage();
    collectComplaints(opened);
    return opened;
  };
  return { page, stop: () => browser.close() };
}

const complaintsByPage = new WeakMap();

function collectComplaints(page) {
  const complaints = [];
  complaintsByPage.set(page, complaints);
  page.on('console', (message) => {
    // A failed request is told below, with its address.
    const isRequest = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRequest) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A person who walks on before a picture has come breaks nothing.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    complaints.push(`request: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      complaints.push(`answer: ${response.status()} ${response.url()}`);
    }
  });
}

/** What went wrong on the page since it was opened or last asked. */
export function complaints(page) {
  return complaintsByPage.get(page)?.splice(0) ?? [];
}

/** Screenshots at all three widths; fails when the page is wider than the screen. */
export async function shot(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const before = page.viewportSize();
  const files = [];
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    const file = path.join(SCREENSHOTS, `${name}-${viewport.width}.png`);
    await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
    files.push(file);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > viewport.width) {
      throw new Error(`${name} is ${width} px wide on a screen of ${viewport.width} px`);
    }
  }
  if (before) await page.setViewportSize(before);
  return files;
}

let axeSource;

/** Fails on what axe calls serious or critical, naming the rule and the first elements. */
export async function axe(page) {
  const require = createRequire(import.meta.url);
  axeSource ??= await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated and not added as a script: the pages' policy allows no foreign script.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const failing = violations.filter(({ impact }) => FAILING_IMPACTS.includes(impact));
  const lines = failing.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target }) => target.join(' '));
    return `${id}: ${help} (${nodes.length}, first: ${places.join('; ')})`;
  });
  if (lines.length > 0) throw new Error(`${page.url()}\n${lines.join('\n')}`);
}
