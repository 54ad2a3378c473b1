// The queue of approvals: all lines at once, and how many and how much is chosen. Without this file the boxes still count
// and the server says the sum before anything is done.
(() => {
  'use strict';
  const form = document.querySelector('form[data-choose]');
  if (!form) return;
  const boxes = [...form.querySelectorAll('input[name=action]')];
  const every = form.querySelector('[data-all]');
  const whole = form.querySelector('[data-whole]');
  const output = form.querySelector('[data-chosen]');
  if (!output) return;
  const none = output.dataset.none;
  const english = document.documentElement.lang === 'en';
  const said = (cents, currency) => new Intl.NumberFormat(english ? 'en-IE' : 'fr-FR', { style: 'currency', currency }).format(cents / 100);
  function count() {
    const chosen = boxes.filter((box) => box.checked);
    const sums = new Map();
    chosen.forEach((box) => sums.set(box.dataset.currency, (sums.get(box.dataset.currency) ?? 0) + Number(box.dataset.cents)));
    const total = [...sums].map(([currency, cents]) => said(cents, currency)).join(' + ');
    output.textContent = chosen.length === 0 ? none : `${chosen.length}${english ? '' : '\u202f'}: ${total}`;
    output.hidden = whole?.checked ?? false;
    if (every) {
      every.checked = chosen.length === boxes.length;
      every.indeterminate = chosen.length > 0 && !every.checked;
    }
    boxes.forEach((box) => box.closest('tr').classList.toggle('picked', box.checked));
  }
  form.addEventListener('change', (event) => {
    if (event.target === every) boxes.forEach((box) => { box.checked = every.checked; });
    count();
  });
  count();
})();
