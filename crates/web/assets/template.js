// The template editor: names are put in at the cursor, findings and preview follow what is typed. Without this file the
// button does it.
(() => {
  'use strict';
  const form = document.querySelector('form[data-live]');
  const text = document.getElementById('texte');
  if (!form || !text) return;
  let waiting = 0;
  let asked = 0;
  async function refresh() {
    const turn = ++asked;
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    ['constats', 'apercu'].forEach((id) => {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id)?.replaceWith(fresh);
    });
  }
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 500);
  }
  form.addEventListener('input', later);
  if (text.readOnly) return;
  document.querySelectorAll('[data-insert]').forEach((name) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'insert';
    button.textContent = name.textContent;
    button.addEventListener('click', () => {
      text.setRangeText(name.dataset.insert, text.selectionStart, text.selectionEnd, 'end');
      text.focus();
      later();
    });
    name.replaceWith(button);
  });
})();
