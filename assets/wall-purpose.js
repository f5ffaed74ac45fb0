/* The purpose of looking (Article 24): asked once per working context, shown, changeable at any time.
 *
 * Belongs here: the question, the chip and the memory of the answer. The answer is kept for this tab and this
 * session only, so that reloading the page does not ask again; it is forgotten at sign-out. Whether a purpose
 * is sufficient is decided by the database (E-PURP-01), here only that one was given.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});
  const { element } = parts;
  const t = mj.t;

  const KEY = 'mj-wall-purpose';
  const LENGTH = { min: 2, max: 200 };

  /* Suggestions by the department's focus (Articles 11–20), found by a word of the department's name. */
  const FOCUS = [
    ['创建', () => [t('环境卫生巡查'), t('垃圾堆放核查')]],
    ['交通', () => [t('客运安全巡查'), t('路网阻断核查')]],
    ['水利', () => [t('汛情巡查'), t('涉水违法核查')]],
    ['公安', () => [t('现行违法核查'), t('交通事故处置'), t('大型活动安保')]],
    ['卫', () => [t('突发公共卫生事件处置'), t('医疗救援协同')]],
    ['应急', () => [t('生产事故处置'), t('风险隐患巡查')]],
    ['住', () => [t('渣土运输核查'), t('市容巡查')]],
    ['文', () => [t('景区秩序巡查'), t('文物安全巡查')]],
    ['农业', () => [t('秸秆焚烧核查'), t('农情灾情核查')]],
    ['林', () => [t('森林火情巡查'), t('生态修复核查')]],
  ];
  const COMMON = () => [t('值守巡查'), t('突发事件处置'), t('可疑情况核查'), t('投诉举报核查')];

  parts.Purpose = class Purpose {
    constructor() {
      this.dialog = null;
      this.asked = null;
      this.label = element('span', 'mj-wall-purpose-label');
      this.value = element('span', 'mj-wall-purpose-value');
      this.change = element('button', 'mj-wall-link', { type: 'button' });
      this.change.addEventListener('click', () => this.ask());
      this.node = element('div', 'mj-wall-purpose', null, this.label, this.value, this.change);
      this.text = this.recall();
      this.render();
    }

    recall() {
      return String(parts.memory.recall(KEY) || '');
    }

    set(text) {
      this.text = text;
      parts.memory.keep(KEY, text);
      this.render();
    }

    forget() {
      this.text = '';
      sessionStorage.removeItem(KEY);
      if (this.dialog) {
        this.dialog.close();
      }
      this.render();
    }

    render() {
      this.label.textContent = t('当前用途');
      this.value.textContent = this.text || t('尚未填写');
      this.value.title = this.text;
      this.change.textContent = this.text ? t('更改') : t('填写');
      this.node.classList.toggle('is-empty', !this.text);
    }

    /** The purpose, asked for when there is none yet. Promise<string>; '' when the question was left. */
    need() {
      return this.text ? Promise.resolve(this.text) : this.ask();
    }

    /** Ask now; one question at a time, all who wait get the same answer. */
    ask() {
      if (!this.asked) {
        this.asked = new Promise((resolve) => this.openDialog(resolve)).finally(() => {
          this.asked = null;
        });
      }
      return this.asked;
    }

    openDialog(resolve) {
      const input = element('input', 'mj-wall-input', {
        type: 'text', maxlength: String(LENGTH.max), autocomplete: 'off',
        'aria-labelledby': 'mj-wall-purpose-title', 'aria-describedby': 'mj-wall-purpose-why',
      });
      input.value = this.text;
      const wrong = element('p', 'mj-wall-wrong', { role: 'alert' });
      const form = element('form', 'mj-wall-form', { method: 'dialog' }, ...this.question(input, wrong));
      const dialog = element('dialog', 'mj-wall-dialog', { 'aria-labelledby': 'mj-wall-purpose-title' }, form);
      this.dialog = dialog;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        const text = input.value.trim().replace(/\s+/g, ' ');
        if ([...text].length < LENGTH.min) {
          wrong.textContent = t('请写明用途，至少 {n} 个字。', { n: LENGTH.min });
          input.focus();
          return;
        }
        this.set(text);
        dialog.close(text);
      });
      dialog.addEventListener('close', () => {
        resolve(dialog.returnValue === '' ? '' : this.text);
        this.dialog = null;
        dialog.remove();
      });
      document.body.append(dialog);
      dialog.showModal();
      input.focus();
      input.select();
    }

    question(input, wrong) {
      const title = element('h2', 'mj-wall-form-title', { id: 'mj-wall-purpose-title' });
      title.textContent = t('本次工作查看视频的用途');
      const why = element('p', 'mj-wall-form-why', { id: 'mj-wall-purpose-why' });
      why.textContent = t('依照第二十四条，每次查看都登记具体用途。填写一次即可，更换工作内容时再更改。');
      const leave = element('button', 'mj-wall-button', { type: 'button', value: '' });
      leave.textContent = t('取消');
      leave.addEventListener('click', () => this.dialog.close(''));
      const accept = element('button', 'mj-wall-button mj-wall-button--main', { type: 'submit' });
      accept.textContent = t('确定');
      return [title, why, this.suggestions(input), input, wrong, element('div', 'mj-wall-form-foot', null, leave, accept)];
    }

    suggestions(input) {
      const name = document.querySelector('.mj-wall-host')?.dataset.department || '';
      const focus = FOCUS.find(([word]) => name.includes(word));
      const list = [...(focus ? focus[1]() : []), ...COMMON()];
      return element('div', 'mj-wall-suggestions', null, ...list.map((text) => {
        const button = element('button', 'mj-wall-suggestion', { type: 'button' });
        button.textContent = text;
        button.addEventListener('click', () => {
          input.value = text;
          input.focus();
        });
        return button;
      }));
    }
  };
})();
