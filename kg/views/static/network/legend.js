// The legend is the filter: what a colour or a dash means stands beside the box that hides it.

// Up to so many relations in all, the legend opens unfolded.
const SHORT = 20;

function drawLegend() {
  const legend = $('legend');
  const focused = document.activeElement && document.activeElement.dataset.key;
  const folds = [...legend.querySelectorAll('details')];
  const roomy = !folds.length && counts('r').size <= SHORT;
  const opened = new Set(roomy ? Object.keys(quads) : folds.filter((node) => node.open).map((node) => node.dataset.quad));
  legend.replaceChildren(
    el('div', { class: 'legend-head' }, el('h2', {}, 'Relations'), resetButton()),
    ...Object.keys(quads).map((quad) => quadrant(quad, opened)).filter(Boolean),
    el('h2', {}, 'Modality'), modalityRows(),
    el('h2', {}, 'Belief'), beliefSlider(),
    ...limitSlider());
  if (focused) {
    const again = [...legend.querySelectorAll('[data-key]')].find((node) => node.dataset.key === focused);
    if (again) again.focus({ preventScroll: true });
  }
}

function refresh() {
  paint();
  drawLegend();
  drawTable();
  renderPane();
  summarise();
  if (untouched) refit();
}

function counts(facet, except = facet) {
  const found = new Map();
  for (const claim of claims) {
    const key = facetKey(claim, facet);
    found.set(key, (found.get(key) || 0) + (passes(claim, except) ? 1 : 0));
  }
  return found;
}

function row(facet, key, text, count, mark) {
  const box = el('input', { type: 'checkbox', 'data-key': `${facet} ${key}`, 'data-facet': facet, value: key });
  box.checked = !chosen.off[facet].has(key);
  box.addEventListener('change', () => {
    chosen.off[facet][box.checked ? 'delete' : 'add'](key);
    refresh();
  });
  const only = el('button', { type: 'button', class: 'only', 'data-key': `only ${facet} ${key}`,
    'aria-label': `Only ${text}` }, 'only');
  only.addEventListener('click', () => {
    const keys = [...counts(facet).keys()];
    chosen.off[facet] = new Set(keys.filter((other) => other !== key));
    if (facet === 'r') chosen.off.quad.delete(key.split(' ')[0]);
    refresh();
  });
  return el('div', { class: `row${count ? '' : ' none'}` },
    el('label', {}, box, mark, el('span', { class: 'name' }, text)), only,
    el('span', { class: 'count' }, String(count)));
}

function quadrant(quad, opened) {
  const inside = [...counts('r')].filter(([key]) => key.startsWith(`${quad} `))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (!inside.length) return null;
  const total = counts('quad').get(quad) || 0;
  const rows = inside.map(([key, count]) => row('r', key, relations[key.slice(key.indexOf(' ') + 1)].label, count, null));
  const fold = el('details', { 'data-quad': quad, open: opened.has(quad) },
    el('summary', { 'data-key': `fold ${quad}` }, countOf(inside.length, 'relation')), ...rows);
  return el('div', { class: 'quadrant' }, row('quad', quad, quads[quad], total, swatch(quad)), fold);
}

function modalityRows() {
  const found = counts('m');
  return el('div', {}, ...modalities.filter((name) => found.has(name))
    .map((name) => row('m', name, name, found.get(name), dashMark(name))));
}

function dashMark(modality) {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  const stroke = document.createElementNS(space, 'path');
  const facts = { viewBox: '0 0 26 8', width: 26, height: 8, class: 'dash', 'aria-hidden': 'true' };
  for (const [name, value] of Object.entries(facts)) picture.setAttribute(name, value);
  stroke.setAttribute('d', 'M0 4H26');
  stroke.setAttribute('stroke-dasharray', data.dashes[modality].join(' '));
  picture.append(stroke);
  return picture;
}

function beliefSlider() {
  const value = el('output', {}, `at least ${Math.round(chosen.belief * 100)}\u202f%`);
  const slider = el('input', { type: 'range', min: 0, max: 100, step: 5, 'data-key': 'belief',
    'aria-label': 'Least belief, percent' });
  slider.value = chosen.belief * 100;
  slider.addEventListener('input', () => {
    chosen.belief = slider.value / 100;
    value.textContent = `at least ${slider.value}\u202f%`;
    paint();
    summarise();
  });
  slider.addEventListener('change', refresh);
  return el('div', { class: 'slider' }, slider, value);
}

function limitSlider() {
  const total = lineIds.length;
  if (total <= data.maxLines) return [];
  const value = el('output', {}, `${chosen.limit} of ${total}`);
  const slider = el('input', { type: 'range', min: Math.min(50, data.maxLines), max: total, 'data-key': 'limit',
    'aria-label': 'Lines drawn, the strongest first' });
  slider.value = chosen.limit;
  slider.addEventListener('input', () => { value.textContent = `${slider.value} of ${total}`; });
  slider.addEventListener('change', () => { chosen.limit = Number(slider.value); refresh(); });
  return [el('h2', {}, 'Lines drawn'), el('div', { class: 'slider' }, slider, value)];
}

function resetButton() {
  const changed = chosen.belief > 0 || Object.values(chosen.off).some((set) => set.size);
  const node = el('button', { type: 'button', class: 'quiet', 'data-key': 'reset', disabled: !changed }, 'Show all');
  node.addEventListener('click', () => {
    Object.values(chosen.off).forEach((set) => set.clear());
    chosen.belief = 0;
    refresh();
  });
  return node;
}

/** One line under the title, and the same for screen readers: what is on the screen. */
function summarise() {
  const left = claims.filter((claim) => passes(claim)).length;
  const some = left === claims.length ? '' : ` of ${claims.length.toLocaleString('en')}`;
  const lines = currentLines().length;
  const cut = lines > chosen.limit ? `, strongest ${chosen.limit} lines of ${lines.toLocaleString('en')}` : '';
  const text = `${left.toLocaleString('en')}${some} claims between ${countOf(busy.size, 'actor')} from ${countOf(articles.length, 'article')}${cut}`;
  $('summary').textContent = text;
  say(text);
}

/** What the shapes mean, those that occur. */
function drawKey() {
  const seen = new Map();
  for (const { id, shape } of data.network.nodes) {
    const group = { image: 'state', square: 'organisation', triangle: 'person', diamond: 'agreement' }[shape] || 'group';
    if (!seen.has(group)) seen.set(group, id);
  }
  const shapes = { state: 'rectangle', organisation: 'square', person: 'triangle', group: 'circle', agreement: 'diamond' };
  $('key').replaceChildren(...Object.entries(shapes).filter(([group]) => seen.has(group))
    .map(([group, shape]) => el('span', {}, el('i', { class: `shape ${shape}` }), group)));
}
