// The matching screen: tabs, and what is left of the line as amounts are chosen. Without this file every panel is
// open and the server says what is left.
(() => {
  'use strict';
  const form = document.querySelector('form[data-match]');
  const tabs = [...document.querySelectorAll('[role=tab]')];
  const panel = (tab) => document.getElementById(tab.getAttribute('aria-controls'));
  function open(tab, focus) {
    tabs.forEach((other) => {
      const chosen = other === tab;
      other.setAttribute('aria-selected', chosen);
      other.tabIndex = chosen ? 0 : -1;
      panel(other).hidden = !chosen;
    });
    if (focus) tab.focus();
  }
  if (tabs.length) {
    tabs.forEach((tab, at) => {
      tab.addEventListener('click', () => open(tab));
      tab.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { event.preventDefault(); open(tabs[(at + step + tabs.length) % tabs.length], true); }
      });
    });
    open(tabs.find((tab) => tab.getAttribute('aria-controls') === tabs[0].parentElement.dataset.first) ?? tabs[0]);
  }
  if (!form) return;

  const symbol = form.dataset.symbol;
  const whole = Number(form.dataset.match);
  const english = document.documentElement.lang === 'en';
  const number = new Intl.NumberFormat(english ? 'en-IE' : 'fr-FR', { minimumFractionDigits: 2 });
  function said(cents) {
    const sign = cents < 0 ? '\u2212' : '';
    const shown = number.format(Math.abs(cents) / 100);
    return english ? sign + symbol + shown : sign + shown + '\u00a0' + symbol;
  }
  // Cents as typed, in either writing: `1 234,56`, `1,234.56`, `1234.5`; NaN for what is no amount, or might be two.
  function cents(text) {
    const compact = text.replace(/[\s\u00a0\u202f€]/g, '').replace('\u2212', '-');
    const plain = /^-?\d{1,3}(,\d{3})+\.\d{1,2}$/.test(compact) ? compact.replaceAll(',', '')
      : /^-?\d{1,3}(\.\d{3})+,\d{1,2}$/.test(compact) ? compact.replaceAll('.', '').replace(',', '.')
        : compact.replace(',', '.');
    return /^-?\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : NaN;
  }
  function count() {
    const chosen = [...form.querySelectorAll('input[name=item]:checked')];
    const list = document.querySelector('[data-selection]');
    let left = whole;
    list.replaceChildren(...chosen.map((box) => {
      const amount = cents(box.closest('tr').querySelector('input.money').value);
      left -= Number.isNaN(amount) ? 0 : amount;
      const line = document.createElement('li');
      line.className = 'inline';
      line.textContent = `${box.dataset.number} — ${Number.isNaN(amount) ? '?' : said(amount)}`;
      return line;
    }));
    document.querySelector('[data-none]').hidden = chosen.length > 0;
    document.querySelectorAll('[data-chosen]').forEach((place) => { place.textContent = chosen.length; });
    const output = form.querySelector('[data-left]');
    output.textContent = said(left);
    output.className = 'big ' + (left === 0 ? 'ok' : left < 0 ? 'late' : '');
    form.querySelectorAll('[data-alone]').forEach((button) => { button.hidden = chosen.length > 0; });
  }
  form.addEventListener('input', (event) => {
    // Who types an amount means the item.
    if (event.target.matches('input.money')) event.target.closest('tr').querySelector('input[name=item]').checked = true;
    count();
  });
  count();
})();
