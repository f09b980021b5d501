// The harness itself: it must complain about what is wrong and be quiet about what is not.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { addressOf, axe, complaints, openBrowser, shot, VIEWPORTS } from './harness.mjs';

const GOOD = `<!doctype html><html lang="zh-CN"><head><title>好</title>
  <link rel="icon" href="data:,"></head><body><main><h1>图像采集</h1></main></body></html>`;
const PAGES = {
  '/good': GOOD,
  '/throws': GOOD.replace('</main>', '<script>throw new Error("坏")</script></main>'),
  '/logs': GOOD.replace('</main>', '<script>console.error("坏")</script></main>'),
  '/lacks': GOOD.replace('</main>', '<img alt="像" src="/nowhere.png"></main>'),
  '/nameless': GOOD.replace('</main>', '<button></button></main>'),
  '/wide': GOOD.replace('<h1>', '<h1 style="width: 600px">'),
};

let browser;
let server;
let url;

before(async () => {
  server = createServer((request, response) => {
    const page = PAGES[request.url];
    response.writeHead(page ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'self' 'unsafe-inline' data:",
    });
    response.end(page ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.stop();
  server?.close();
});

for (const [path, expected] of [
  ['/good', []],
  ['/throws', [/^script: 坏$/]],
  ['/logs', [/^console: 坏$/]],
  ['/lacks', [/^answer: 404 .*\/nowhere\.png$/]],
]) {
  test(`${path} draws ${expected.length} complaints`, async () => {
    const page = await browser.page();
    await page.goto(url + path);
    const found = complaints(page);
    assert.equal(found.length, expected.length, found.join('\n'));
    found.forEach((complaint, index) => assert.match(complaint, expected[index]));
    assert.deepEqual(complaints(page), [], 'told once');
  });
}

test('axe passes a good page and names a button without a name', async () => {
  const page = await browser.page();
  await page.goto(`${url}/good`);
  await axe(page);
  await page.goto(`${url}/nameless`);
  await assert.rejects(axe(page), /button-name/);
});

test('a screenshot is taken at every width, and a page wider than a phone is refused', async () => {
  const page = await browser.page();
  await page.goto(`${url}/good`);
  const files = await shot(page, 'harness-good');
  assert.equal(files.length, VIEWPORTS.length);
  for (const file of files) assert.ok((await stat(file)).size > 0, file);
  await page.goto(`${url}/wide`);
  await assert.rejects(shot(page, 'harness-wide'), /is \d+ px wide on a screen of 390 px/);
});

test('the address is read from what a program prints, and its silence is an error', async () => {
  const print = (text) => spawn(process.execPath, ['-e', `console.log(${JSON.stringify(text)})`]);
  const told = await addressOf(print('  office  its desk\nopen at http://127.0.0.1:8123/'));
  const doors = [{ name: 'office', behind: 'its desk' }];
  assert.deepEqual(told, { url: 'http://127.0.0.1:8123', doors });
  await assert.rejects(addressOf(print('nothing to say')), /ended with 0 before it served/);
});
