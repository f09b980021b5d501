// 机读卡: drawn cards go in through the upload page, and what the reader leaves open is decided
// with the keyboard alone; the history then shows every decision.
//
// PENCILLED names the executable that draws the cards: the example `pencilled` of the crate `card`.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { axe, complaints, openBrowser, openProduct, shot } from './harness.mjs';

const SECRET = 'shifan-2027';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PENCILLED =
  process.env.PENCILLED ?? path.join(ROOT, 'target/debug/examples/pencilled');

// Two columns of each of these cards are marked twice, unless they are among those left blank.
const CARDS = 64;
const CONDITION = 'scan + double';
const COLUMNS = 100;

// Which cards are drawn: the example's own first seed.
const FIRST_SEED = 9_000_000;

let browser;
let folder;
let product;
let meant;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhengxiang-cards-'));
  execFileSync(PENCILLED, [folder, String(CARDS), CONDITION]);
  meant = JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8'));
  product = await openProduct();
  browser = await openBrowser();
});

after(async () => {
  await browser?.stop();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A page of the planner, who may read the cards of schools under regime list. */
async function signedIn() {
  const page = await browser.page();
  await page.goto(`${product.url}/sign-in`);
  await page.getByLabel('用户名').fill('planner');
  await page.getByLabel('口令').fill(SECRET);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
  return page;
}

/** Screenshots, accessibility, and that nothing went wrong on the way here. */
async function closed(page, name) {
  await shot(page, name);
  await axe(page);
  assert.deepEqual(complaints(page), []);
}

/** A school without a roster: its cards are the list. Ends on the page of its cards. */
async function schoolOfCards(page) {
  await page.goto(`${product.url}/schools`);
  await page.getByLabel('学校代码').fill('99771');
  await page.getByLabel('学校名称').fill('示范函授学院');
  await page.getByRole('radio', { name: /名单/ }).check();
  await page.getByRole('button', { name: '建立' }).click();
  await page.getByRole('link', { name: '示范函授学院' }).first().waitFor();
  await page.goto(`${product.url}/cards`);
  await page.getByLabel('学校').selectOption({ label: '示范函授学院' });
  await page.getByRole('button', { name: '筛选' }).click();
  await page.getByRole('heading', { name: '没有卡片' }).waitFor();
}

async function send(page, files) {
  await page.getByRole('textbox', { name: '学院' }).fill('继续教育学院');
  await page.getByRole('textbox', { name: '班级' }).fill('会计2401班');
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByRole('button', { name: '上传并读取' }).click();
  await page.locator('#sending').waitFor({ state: 'visible' });
  await page.locator('#sending').waitFor({ state: 'hidden' });
}

/** What the desk asks now; `null` when nothing is left. */
async function asked(page) {
  return page.evaluate(() => {
    const form = document.querySelector('#question form.card-answer');
    if (!form) return null;
    const value = (name) => form.querySelector(`[name=${name}]`).value;
    return {
      step: value('step'),
      subject: value('subject'),
      card: form.getAttribute('action').split('/')[2],
      file: document.querySelector('#question .ask-of').textContent,
    };
  });
}

/** Presses a key of the desk and waits until the next question, or none, stands there. */
async function press(page, key, before) {
  await page.keyboard.press(key);
  await settled(page, before);
}

async function settled(page, before) {
  await page.waitForFunction(
    (step) => document.querySelector('#question form.card-answer [name=step]')?.value !== step,
    before.step,
  );
}

/** What the card of this question was meant to say. */
function truth(question) {
  const number = Number(question.file.match(/card-(\d+)/)[1]);
  return meant[number - 1];
}

/** The value meant in the column of a question, and the key for it. */
async function keyOf(page, question) {
  const [field, column] = question.subject.split('/');
  const text = truth(question)[field] ?? '';
  const key = await page.evaluate((values) => {
    const choices = [...document.querySelectorAll('#question .value')];
    const choice = choices.find((one) => values.includes(one.value));
    return { key: choice.dataset.key, value: choice.value };
  }, [text, text.charAt(column - 1)]);
  return { key: key.key === ' ' ? 'Space' : key.key, value: key.value };
}

/** Answers one question by keyboard; returns what was said. */
async function answer(page, question) {
  const [field, column] = question.subject.split('/');
  if (column) {
    const { key, value } = await keyOf(page, question);
    await press(page, key, question);
    return value;
  }
  if (field === 'name') {
    // The focus is in the search by pinyin: one syllable and one digit for each gap.
    const gaps = (await page.locator('#typed').inputValue()).split('〓').length - 1;
    for (let gap = 0; gap < gaps; gap += 1) {
      await page.keyboard.type('zhe');
      await page.locator('#candidates button').first().waitFor();
      await page.keyboard.press('1');
      await page.locator('#candidates button').first().waitFor({ state: 'detached' });
    }
    const name = await page.locator('#typed').inputValue();
    await press(page, 'Enter', question);
    return name;
  }
  await page.keyboard.press('Control+A');
  await page.keyboard.type(truth(question)[field]);
  await press(page, 'Enter', question);
  return truth(question)[field];
}

/** A card that is accepted comes in once more: it is sent back, and listed with the reason. */
async function aDoubleIsSentBack(page, school, number) {
  const again = await mkdtemp(path.join(folder, 'again-'));
  execFileSync(PENCILLED, [again, '1', 'scan', String(FIRST_SEED + number - 1)]);
  await page.goto(school);
  await send(page, [path.join(again, 'card-001.jpg')]);
  await page.locator('#cards-desk a').press('Enter');
  const question = await asked(page);
  assert.equal(question.subject, 'duplicate');
  await closed(page, 'card-desk-double');
  await press(page, 'Enter', question);
  await page.goto(`${school}&state=rejected`);
  await page.getByRole('row').filter({ hasText: '重复' }).waitFor();
  assert.equal(await page.getByRole('row').filter({ hasText: '已退回' }).count(), 2);
  await closed(page, 'cards-rejected');
}

/** What was accepted becomes an import, looked at before it is written. */
async function acceptedBecomeAnImport(page, school) {
  await page.goto(school);
  await page.getByRole('spinbutton', { name: '届' }).fill('2027');
  await page.getByRole('button', { name: '把已通过的卡导入名册' }).click();
  await page.waitForURL(/\/roster\/import\//);
  await page.getByText(`写入 ${CARDS - 1} 人`).first().waitFor();
  await closed(page, 'cards-import');
}

test('a hundred doubtful columns are decided by keyboard alone; history shows each', async () => {
  const page = await signedIn();
  await schoolOfCards(page);
  const school = page.url();
  await closed(page, 'cards-empty');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort();
  const files = names.map((name) => path.join(folder, name));
  // A part first, as when the net broke off; then everything.
  await send(page, files.slice(0, 3));
  await page.reload();
  await send(page, files);
  const rows = page.locator('#sent-rows tr');
  assert.equal(await rows.count(), CARDS);
  assert.equal(await rows.filter({ hasText: '先前已读取' }).count(), 3);
  await page.getByText(`共 ${CARDS} 张`).waitFor();
  await closed(page, 'cards-read');

  await page.locator('#cards-desk a').press('Enter');
  await page.locator('#question form.card-answer').waitFor();
  const said = new Map();
  const note = (question, words) => {
    said.set(question.card, [...(said.get(question.card) ?? []), words]);
  };

  // Second thoughts: the answer is taken back and the same question stands there again.
  const first = await asked(page);
  await closed(page, 'card-desk');
  await press(page, (await keyOf(page, first)).key, first);
  const second = await asked(page);
  await page.keyboard.press('u');
  await page.waitForFunction(
    (subject) => document.querySelector('#question [name=subject]').value === subject,
    first.subject,
  );
  assert.equal((await asked(page)).card, first.card);
  note(first, '核对');
  note(first, '撤回');
  assert.notEqual(second.step, first.step);

  let columns = 0;
  let rejected = null;
  for (let question = await asked(page); question; question = await asked(page)) {
    if (columns === 50 && !rejected) {
      rejected = question;
      await page.keyboard.press('?');
      await closed(page, 'card-desk-reject');
      await press(page, '1', question);
      note(question, '退回');
      continue;
    }
    if (question.subject === 'name') await closed(page, 'card-desk-name');
    const value = await answer(page, question);
    columns += question.subject.includes('/') ? 1 : 0;
    note(question, value || '空白');
  }
  assert.ok(columns >= COLUMNS, `${columns} columns were in doubt`);
  assert.deepEqual(complaints(page), []);
  await closed(page, 'card-desk-done');

  for (const [card, words] of said) {
    await page.goto(`${product.url}/cards/${card}`);
    const steps = await page.locator('[data-step]').allInnerTexts();
    assert.equal(steps.length, words.length, card);
    for (const [at, word] of words.entries()) assert.ok(steps[at].includes(word), steps[at]);
  }
  await closed(page, 'card');

  await page.goto(`${product.url}/cards/${rejected.card}`);
  await page.getByText('看不清').first().waitFor();
  await closed(page, 'card-rejected');

  const accepted = [1, 2].find((number) => !rejected.file.includes(`card-00${number}.`));
  await aDoubleIsSentBack(page, school, accepted);
  await acceptedBecomeAnImport(page, school);
});
