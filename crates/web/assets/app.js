// The hand of every page. Each page works without this file; with it, the keyboard moves rows, filters submit
// themselves, and what leaves the house asks first.
(() => {
  'use strict';
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const typing = (target) => target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]');

  // Rows: j and k move, Enter opens (the focused link does it).
  const rows = () => all('tr[data-row]').filter((row) => row.offsetParent !== null);
  const currentRow = () => one('tr[data-row][aria-current]');
  function goTo(row) {
    if (!row) return;
    currentRow()?.removeAttribute('aria-current');
    row.setAttribute('aria-current', 'true');
    (one('[data-first]', row) ?? one('a.open', row) ?? one('input', row))?.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  }
  function move(step) {
    const list = rows();
    const at = list.indexOf(currentRow());
    goTo(list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)]);
  }

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a');
    if (event.target.closest('[data-opens]')) document.getElementById(event.target.closest('[data-opens]').dataset.opens)?.showModal();
    else if (event.target.closest('[data-dismiss]')) event.target.closest('dialog').close();
    else if (!link && !event.target.closest('input, button, label, select, details, form') && event.target.closest('tr[data-row]')) {
      if (!getSelection().isCollapsed) return;
      one('a.open', event.target.closest('tr'))?.click();
    }
  });

  // Filters submit themselves; a field of files names what was chosen.
  document.addEventListener('change', (event) => {
    if (event.target.files) all(`[data-files="${CSS.escape(event.target.id)}"]`).forEach((place) => { place.textContent = [...event.target.files].map((file) => file.name).join(', '); });
    const form = event.target.closest('form[data-auto]');
    if (form && event.target.checkValidity()) form.requestSubmit();
  });

  // A list to choose from: all at once, and what is chosen counted and summed.
  const choices = (form, name) => all(`input[type=checkbox][name="${CSS.escape(name)}"]`, form);
  function tell(form) {
    all('[data-tally]', form).forEach((place) => {
      const chosen = choices(form, place.dataset.tally).filter((box) => box.checked);
      const sums = new Map();
      chosen.forEach((box) => sums.set(box.dataset.currency, (sums.get(box.dataset.currency) ?? 0) + Number(box.dataset.cents)));
      const writing = document.documentElement.lang === 'en' ? 'en-IE' : 'fr-FR';
      const amounts = [...sums].map(([currency, cents]) => new Intl.NumberFormat(writing, { style: 'currency', currency }).format(cents / 100));
      place.textContent = [`${place.dataset.word} ${chosen.length}`, ...amounts].join(' · ');
    });
  }
  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (!form || event.target.type !== 'checkbox') return;
    if (event.target.dataset.all) choices(form, event.target.dataset.all).forEach((box) => { box.checked = event.target.checked; });
    // Either a whole group or the ones that are ticked.
    const group = event.target.checked && form.querySelector('[data-group]') ? event.target.name : '';
    if (group === 'quoi') all('input[data-cents]:checked, input[name="quoi"]:checked', form).forEach((box) => { if (box !== event.target) box.checked = false; });
    else if (group && event.target.dataset.cents) all('input[name="quoi"]:checked', form).forEach((box) => { box.checked = false; });
    tell(form);
  });
  all('[data-tally]').forEach((place) => tell(place.closest('form')));

  // What opens to be filled in is filled in at once; after a fix the next row is the current one.
  document.addEventListener('toggle', (event) => {
    if (event.target.open && event.target.matches('details[data-focus]')) one('input:not([type=hidden]), select', event.target)?.focus();
  }, true);
  goTo(one('tr[data-start]'));

  // Before something leaves the house: count, sum, recipients.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const dialog = document.getElementById(event.submitter?.dataset.confirm ?? form.dataset.confirm ?? '');
    if (!dialog || form.dataset.agreed) return;
    event.preventDefault();
    one('[data-agree]', dialog).onclick = () => {
      form.dataset.agreed = 'yes';
      form.requestSubmit(event.submitter ?? undefined);
      delete form.dataset.agreed;
      dialog.close();
    };
    dialog.showModal();
  });

  // Keys: / search, ? all keys, g then a letter, and whatever a page marks with data-key.
  let going = -Infinity;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (typing(event.target)) event.target.blur();
      return;
    }
    if (typing(event.target) || one('dialog[open]')) return;
    // A French keyboard gives digits with Shift alone: the key itself counts for them.
    const key = /^Digit[1-9]$/.test(event.code) && !/^[a-z/?]$/.test(event.key) ? event.code.slice(5) : event.key;
    const gone = event.timeStamp - going < 1500;
    going = -Infinity;
    const act = () => {
      if (gone) return one(`[data-go="${CSS.escape(key)}"]`)?.click() ?? true;
      switch (key) {
        case '/': return one('#search')?.select() ?? one('#search')?.focus() ?? true;
        case '?': return one('#keys')?.showModal() ?? true;
        case 'g': going = event.timeStamp; return true;
        case 'j': return move(1) ?? true;
        case 'k': return move(-1) ?? true;
        default: return key.length === 1 ? (currentRow() && one(`[data-row-key="${CSS.escape(key)}"]`, currentRow()) || one(`[data-key="${CSS.escape(key)}"]`))?.click() : undefined;
      }
    };
    if (/^[a-z1-9/?]$/.test(key)) { if (act() !== undefined) event.preventDefault(); }
  });
})();
