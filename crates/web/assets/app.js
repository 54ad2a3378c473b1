// The hand of every page. Each page works without this file; with it, the keyboard moves rows, the side
// panel opens in place, filters submit themselves, and what leaves the house asks first.
(() => {
  'use strict';
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const typing = (target) => target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]');
  const euros = (cents) => (cents / 100).toLocaleString('fr-FR', { style: 'currency', currency: 'EUR' }).replace('-', '\u2212');

  // Rows: j and k move, Enter opens (the focused link does it), x selects.
  const rows = () => all('tr[data-row]').filter((row) => row.offsetParent !== null);
  const currentRow = () => one('tr[data-row][aria-current]');
  function goTo(row) {
    if (!row) return;
    currentRow()?.removeAttribute('aria-current');
    row.setAttribute('aria-current', 'true');
    (one('a.open', row) ?? one('input', row))?.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  }
  function move(step) {
    const list = rows();
    const at = list.indexOf(currentRow());
    goTo(list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)]);
  }

  // Side panel: the server gives the panel alone when asked with this header; the address always follows.
  const panel = one('#panel');
  async function showPanel(url) {
    let answer = null;
    try {
      answer = await fetch(url, { headers: { 'X-Fragment': 'panel' }, credentials: 'same-origin', redirect: 'manual' });
    } catch { /* no network: the browser says so better than we would */ }
    if (!answer?.ok) { location.assign(url); return false; }
    panel.innerHTML = await answer.text();
    panel.scrollTop = 0;
    return true;
  }
  async function openRow(link) {
    if (panel.childElementCount && new URL(link.href).search === location.search) { location.assign(link.dataset.full ?? link.href); return; }
    goTo(link.closest('tr'));
    if (await showPanel(link.href)) history.pushState({ panel: true }, '', link.href);
  }
  async function closePanel(link) {
    panel.replaceChildren();
    history.pushState({ panel: true }, '', link.href);
    currentRow() && goTo(currentRow());
  }
  addEventListener('popstate', () => { panel && showPanel(location.href); });

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a');
    if (panel && link?.matches('a.open[data-full]')) { event.preventDefault(); openRow(link); }
    else if (panel && link?.matches('a[data-close]')) { event.preventDefault(); closePanel(link); }
    else if (event.target.closest('[data-opens]')) document.getElementById(event.target.closest('[data-opens]').dataset.opens)?.showModal();
    else if (event.target.closest('[data-dismiss]')) event.target.closest('dialog').close();
    else if (!link && !event.target.closest('input, button, label, select') && event.target.closest('tr[data-row]')) {
      if (!getSelection().isCollapsed) return;
      one('a.open', event.target.closest('tr'))?.click();
    }
  });

  // Selection: the bulk bar says how many and how much.
  const ticks = () => all('input[data-cents]');
  const ticked = () => ticks().filter((box) => box.checked);
  function tell() {
    const boxes = ticked();
    const sum = boxes.reduce((total, box) => total + Number(box.dataset.cents), 0);
    all('[data-count]').forEach((place) => { place.textContent = String(boxes.length); });
    all('[data-sum]').forEach((place) => { place.textContent = euros(sum); });
    all('.bulk [data-needs-selection]').forEach((button) => { button.disabled = boxes.length === 0; });
    const master = one('input[data-all]');
    if (master) { master.checked = boxes.length > 0 && boxes.length === ticks().length; master.indeterminate = boxes.length > 0 && !master.checked; }
  }
  document.addEventListener('change', (event) => {
    const target = event.target;
    if (target.matches('[data-all]')) ticks().forEach((box) => { box.checked = target.checked; });
    if (target.matches('[data-cents], [data-all]')) tell();
    const form = target.closest('form[data-auto]');
    if (form && target.checkValidity()) form.requestSubmit();
  });
  if (ticks().length) tell();

  // Before something leaves the house: count, sum, recipients. Without script the server asks instead.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const dialog = document.getElementById(event.submitter?.dataset.confirm ?? form.dataset.confirm ?? '');
    if (!dialog || form.dataset.agreed) return;
    event.preventDefault();
    const names = one('[data-names]', dialog);
    names?.replaceChildren(...ticked().map((box) => {
      const line = document.createElement('li');
      const sum = document.createElement('span');
      sum.textContent = euros(Number(box.dataset.cents));
      line.append(box.dataset.name ?? '', sum);
      return line;
    }));
    tell();
    one('[data-agree]', dialog).onclick = () => {
      form.dataset.agreed = 'yes';
      const yes = Object.assign(document.createElement('input'), { type: 'hidden', name: 'confirmed', value: 'yes' });
      form.append(yes);
      form.requestSubmit(event.submitter ?? undefined);
      delete form.dataset.agreed;
      dialog.close();
    };
    dialog.showModal();
  });

  // Keys: / search, ? all keys, g then a letter, and whatever a page marks with data-key.
  let going = 0;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (typing(event.target)) event.target.blur();
      else if (!one('dialog[open], [popover]:popover-open')) one('a[data-close]')?.click();
      return;
    }
    if (typing(event.target) || one('dialog[open]')) return;
    const key = event.key;
    const gone = event.timeStamp - going < 1500;
    going = 0;
    const act = () => {
      if (gone) return one(`[data-go="${CSS.escape(key)}"]`)?.click() ?? true;
      switch (key) {
        case '/': return one('#search')?.select() ?? one('#search')?.focus() ?? true;
        case '?': return one('#keys')?.showModal() ?? true;
        case 'g': going = event.timeStamp; return true;
        case 'j': return move(1) ?? true;
        case 'k': return move(-1) ?? true;
        case 'x': return one('input[data-cents]', currentRow() ?? document.createElement('tr'))?.click() ?? true;
        default: return key.length === 1 ? one(`[data-key="${CSS.escape(key)}"]`)?.click() : undefined;
      }
    };
    if (/^[a-z/?]$/.test(key)) { if (act() !== undefined) event.preventDefault(); }
  });
})();
