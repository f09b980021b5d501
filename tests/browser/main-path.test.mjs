// The main path as people walk it: office, check-in, review, and the graduate's own answer.
//
// One demo for all; each test works with people of its own, so their order does not matter.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { axe, complaints, openBrowser, openProduct, shot } from './harness.mjs';

const SECRET = 'shifan-2027';
const PHONE = { width: 390, height: 844 };

let browser;
let folder;
let product;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhengxiang-roster-'));
  product = await openProduct();
  browser = await openBrowser();
});

after(async () => {
  await browser?.stop();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A page of somebody who signed in through the form. */
async function signedIn(name, options) {
  const page = await browser.page(options);
  await page.goto(`${product.url}/sign-in`);
  await page.getByLabel('用户名').fill(name);
  await page.getByLabel('口令').fill(SECRET);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
  return page;
}

/** The sign-in names behind the doors whose words match. */
function doors(words) {
  return product.doors.filter(({ behind }) => words.test(behind)).map(({ name }) => name);
}

/** Screenshots, accessibility, and that nothing went wrong on the way here. */
async function closed(page, name) {
  await shot(page, name);
  await axe(page);
  assert.deepEqual(complaints(page), []);
}

function workbook(rows) {
  const file = path.join(folder, '名册.xlsx');
  const writer = fileURLToPath(new URL('roster.py', import.meta.url));
  execFileSync('python3', [writer, file], { input: JSON.stringify(rows) });
  return file;
}

test('a wrong secret is told, and the name stays', async () => {
  const page = await browser.page();
  await page.goto(product.url);
  await page.getByLabel('用户名').fill('planner');
  await page.getByLabel('口令').fill('guess');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('用户名').inputValue(), 'planner');
  await shot(page, 'sign-in-wrong');
  await axe(page);
  assert.deepEqual(complaints(page), [`answer: 401 ${product.url}/sign-in`]);
});

test('an office sees what is wrong with its list, and lists the rest', async () => {
  const page = await signedIn(doors(/名单制/)[0]);
  await closed(page, 'board');
  await page.goto(`${product.url}/roster/import`);
  await closed(page, 'import');
  const header = ['学号', '姓名', '性别', '出生日期', '身份证号', '学院', '班级'];
  const place = ['艺术学院', '油画2301'];
  const right = ['77010001', '欧阳一鸣', '男', '19850301', '990101198503010014', ...place];
  const spaced = [...right.slice(0, 1), '欧 阳', ...right.slice(2)];
  await page.getByLabel('届').fill('2027');
  await page.locator('input[type=file]').setInputFiles(workbook([header, right, spaced]));
  await page.getByRole('button', { name: '检查文件' }).click();
  const finding = page.getByRole('row').filter({ hasText: 'B3' });
  await finding.waitFor();
  await closed(page, 'import-findings');
  await page.getByRole('button', { name: '写入 1 人' }).click();
  await page.waitForURL(/\/roster\?/);
  await closed(page, 'roster');
  await page.goto(`${product.url}/roster?search=77010001`);
  await page.getByRole('link', { name: '欧阳一鸣' }).first().click();
  await page.getByRole('heading', { name: '欧阳一鸣' }).waitFor();
  await closed(page, 'record');
});

test('a code from the phone gives one number, and a second scan the same', async () => {
  // The last door is the school under regime code: the desk shows a mask and no name.
  const student = doors(/有采集码/).at(-1);
  const phone = await signedIn(student, { viewport: PHONE });
  const typed = await phone.locator('.my-code .typed').innerText();
  const name = await phone.locator('dd.name').innerText();
  await closed(phone, 'phone-code');

  const desk = await signedIn('crew');
  await desk.goto(`${product.url}/sessions`);
  await desk.getByRole('row').filter({ hasText: '示范师范学院' }).getByRole('link').first().click();
  await desk.getByRole('link', { name: '签到台' }).click();
  // A scanner types wherever the focus is: the desk has to hold it.
  await desk.locator('#code:focus').waitFor();
  await desk.keyboard.type(typed);
  await desk.keyboard.press('Enter');
  const shown = desk.locator('#result .result-shot');
  await shown.waitFor();
  const shotNumber = await shown.innerText();
  assert.match(shotNumber, /[0-9]+/);
  assert.ok(!(await desk.content()).includes(name), 'the centre sees no name under regime code');
  await closed(desk, 'check-in');

  await desk.locator('#code').fill(typed);
  await desk.keyboard.press('Enter');
  await desk.getByText('已取号，序号不变').waitFor();
  assert.equal(await shown.innerText(), shotNumber);
  await desk.locator('#code').fill('0000-0000-0000-0000');
  await desk.keyboard.press('Enter');
  await desk.getByText('不能取号').waitFor();
  assert.match(complaints(desk).join(), /^answer: 404 .*check-ins$/);
});

test('a reviewer walks, accepts and takes back by keyboard alone', async () => {
  const page = await signedIn('processor');
  await page.goto(`${product.url}/review`);
  await closed(page, 'review');
  const card = page.locator('[data-card].pass:not(.decided)').first();
  const id = await card.getAttribute('id');
  const chosen = page.locator(`[id="${id}"]`);
  while (!(await chosen.evaluate((one) => one === document.activeElement))) {
    await page.keyboard.press('j');
  }
  await page.keyboard.press('a');
  await chosen.getByText('已判合格').waitFor();
  // The focus has walked on, or is about to: the second thought reaches the card all the same.
  await page.keyboard.press('u');
  await chosen.getByRole('button', { name: '合格', exact: false }).first().waitFor();
  assert.deepEqual(complaints(page), []);
});

test('a graduate confirms on the phone, is asked once more, and never again', async () => {
  const page = await signedIn(doors(/待图像校对/)[0], { viewport: PHONE });
  await page.locator('.my-portrait img').waitFor();
  await closed(page, 'phone-answer');
  await page.getByRole('button', { name: '信息无误' }).click();
  await page.getByRole('button', { name: '确定，信息无误' }).waitFor();
  await closed(page, 'phone-sure');
  await page.getByRole('button', { name: '确定，信息无误' }).click();
  await page.locator('.next-step').getByText('信息无误').first().waitFor();
  assert.equal(await page.getByRole('button', { name: /信息/ }).count(), 0);
  await closed(page, 'phone-answered');
});

test('every other page of every desk is quiet, accessible and fits', async () => {
  for (const [name, pages] of [
    ['planner', ['/board', '/schools', '/sessions', '/roster']],
    ['processor', ['/board', '/roster']],
    [doors(/采集码制/)[0], ['/board', '/roster', '/sessions']],
  ]) {
    const page = await signedIn(name);
    for (const address of pages) {
      await page.goto(product.url + address);
      await closed(page, `${name}${address.replaceAll('/', '-')}`);
    }
  }
});
