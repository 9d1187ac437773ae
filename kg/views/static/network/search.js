// Find an actor by any of its names, by keyboard alone.
const HITS = 8;
let hits = [];
let active = -1;

const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Rank: the name begins so, a word of it does, another name does, somewhere inside. */
function rank(id, wanted) {
  const names = [actors[id].name, actors[id].state || '', id.replaceAll('_', ' '), ...actors[id].aliases].map(folded);
  if (names[0].startsWith(wanted) || names[1] === wanted) return 0;
  if (names[0].split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1;
  if (names.some((name) => name.startsWith(wanted))) return 2;
  return names.some((name) => name.includes(wanted)) ? 3 : 9;
}

function find(text) {
  const wanted = folded(text.trim());
  if (!wanted) return [];
  const nodes = new Set(data.network.nodes.map((node) => node.id));
  const degree = (id) => busy.get(id) || 0;
  return Object.keys(actors).filter((id) => nodes.has(id)).map((id) => [rank(id, wanted), id])
    .filter(([score]) => score < 9)
    .sort((a, b) => a[0] - b[0] || degree(b[1]) - degree(a[1]) || (a[1] < b[1] ? -1 : 1))
    .slice(0, HITS).map(([, id]) => id);
}

function showHits() {
  hits = find($('search').value);
  active = hits.length ? 0 : -1;
  const list = $('hits');
  const asked = $('search').value.trim() !== '';
  list.replaceChildren(...hits.map(hitRow));
  if (asked && !hits.length) list.append(el('li', { class: 'soft', role: 'option', 'aria-disabled': 'true' }, 'Nobody by that name'));
  list.hidden = !asked;
  $('search').setAttribute('aria-expanded', String(!list.hidden));
  markHit();
}

function hitRow(id, index) {
  const wanted = folded($('search').value.trim());
  const alias = folded(actors[id].name).includes(wanted) ? null
    : actors[id].aliases.find((name) => folded(name).includes(wanted));
  const node = el('li', { role: 'option', id: `hit-${index}` }, actorMark(id), el('bdi', {}, actors[id].name),
    el('span', { class: 'soft' }, alias ? el('bdi', {}, alias) : actors[id].kind));
  node.addEventListener('pointerdown', (event) => { event.preventDefault(); choose(index); });
  return node;
}

function markHit() {
  [...$('hits').children].forEach((node, index) => node.setAttribute('aria-selected', String(index === active)));
  if (active >= 0) $('search').setAttribute('aria-activedescendant', `hit-${active}`);
  else $('search').removeAttribute('aria-activedescendant');
}

function choose(index) {
  const id = hits[index];
  if (id === undefined) return;
  $('search').value = '';
  hideHits();
  if (network && busy.has(id)) {
    untouched = false;
    network.focus(id, { scale: Math.max(0.9, network.getScale()), animation: motion() });
  }
  openActor(id);
}

function hideHits() {
  $('hits').hidden = true;
  $('search').setAttribute('aria-expanded', 'false');
  $('search').removeAttribute('aria-activedescendant');
}

function startSearch() {
  const input = $('search');
  input.addEventListener('input', showHits);
  input.addEventListener('blur', hideHits);
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      active = (active + step + hits.length) % hits.length;
      markHit();
    } else if (event.key === 'Enter') {
      choose(active);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      input.value = '';
      hideHits();
      input.blur();
    }
  });
}
