// The side pane: one line, one actor or one pair, always down to the sentences.
const PAGE = 50;
let trail = [];
let opener = null;

function openLine(id) {
  open({ kind: 'line', id });
}

function openActor(id) {
  open({ kind: 'actor', id });
}

function openPair(a, b) {
  open({ kind: 'pair', a, b });
}

function open(view) {
  if ($('pane').hidden) opener = document.activeElement;
  trail.push(view);
  renderPane(true);
}

function closePane() {
  if ($('pane').hidden) return;
  trail = [];
  Object.assign(chosen, { line: null, focus: null });
  $('pane').hidden = true;
  document.body.classList.remove('with-pane');
  paint();
  refit();
  if (opener && opener.isConnected && opener !== document.body) opener.focus({ preventScroll: true });
}

function back() {
  trail.pop();
  if (trail.length) renderPane(true);
  else closePane();
}

/** After the pane came or went the canvas has another width; show the whole unless the reader moved it. */
function refit() {
  requestAnimationFrame(() => { if (network && untouched && !$('graph').hidden) fit(); });
}

function renderPane(moved = false) {
  const view = trail.at(-1);
  if (!view) return;
  const wasHidden = $('pane').hidden;
  Object.assign(chosen, {
    line: view.kind === 'line' ? view.id : null,
    focus: { actor: [view.id], pair: [view.a, view.b] }[view.kind] || null,
  });
  const body = { line: lineBody, actor: actorBody, pair: pairBody }[view.kind](view);
  const tools = el('div', { class: 'pane-tools' });
  if (trail.length > 1) tools.append(button('Back', back));
  tools.append(button('Close', closePane, 'Close (Escape)'));
  $('pane').replaceChildren(tools, ...body);
  $('pane').hidden = false;
  document.body.classList.add('with-pane');
  paint();
  if (wasHidden) refit();
  if (moved) {
    $('pane').scrollTop = 0;
    $('pane').querySelector('h2').focus({ preventScroll: true });
  }
}

function button(text, action, label) {
  const node = el('button', { type: 'button', class: 'quiet', 'aria-label': label }, text);
  node.addEventListener('click', action);
  return node;
}

function actorButton(id) {
  const node = el('button', { type: 'button', class: 'actor' }, actorMark(id), el('bdi', {}, actors[id].name));
  node.addEventListener('click', () => openActor(id));
  return node;
}

function pairHeading(a, b, joint) {
  return el('h2', { tabindex: -1 }, actorButton(a), el('span', { class: 'soft' }, joint), actorButton(b));
}

function lineBody({ id }) {
  const all = data.lines[id].map((index) => claims[index]);
  const members = all.filter((claim) => passes(claim));
  const { s, o, quad } = all[0];
  const head = pairHeading(s, o, isDirected(all) ? '\u2192' : '\u2013');
  return [head,
    el('p', { class: 'sub' }, swatch(quad), `${quads[quad]} \u00b7 ${tally(members)}`),
    hiddenNote(all.length - members.length),
    ...pages(members)];
}

function pairBody({ a, b }) {
  const all = claims.filter((c) => (c.s === a && c.o === b) || (c.s === b && c.o === a));
  const members = all.filter((claim) => passes(claim));
  return [pairHeading(a, b, 'and'),
    el('p', { class: 'sub' }, tally(members)),
    mixBar(members),
    hiddenNote(all.length - members.length),
    ...pages(members)];
}

function actorBody({ id }) {
  const actor = actors[id];
  const own = claims.filter((claim) => (claim.s === id || claim.o === id) && passes(claim));
  const partners = Map.groupBy ? Map.groupBy(own, (c) => (c.s === id ? c.o : c.s)) : grouped(own, id);
  const ranked = [...partners].sort((x, y) => y[1].length - x[1].length || (x[0] < y[0] ? -1 : 1));
  const known = /^Q\d+$/.test(actor.wikidata || '') ? `https://www.wikidata.org/wiki/${actor.wikidata}` : null;
  return [
    el('h2', { tabindex: -1 }, actorMark(id), el('bdi', {}, actor.name)),
    el('p', { class: 'sub' }, [actor.kind, actor.state].filter(Boolean).join(' \u00b7 '),
      known ? ' \u00b7 ' : '', known ? outward(known, 'Wikidata') : null),
    actor.aliases.length ? el('p', { class: 'aliases' }, 'Also ', ...listed(actor.aliases.slice(0, 12))) : null,
    el('h3', { class: 'section' }, `Partners \u00b7 ${ranked.length}`),
    el('ul', { class: 'partners' }, ...ranked.map(([other, members]) => partnerRow(id, other, members))),
    el('h3', { class: 'section' }, tally(own)),
    ...pages(own)].filter(Boolean);
}

function grouped(own, id) {
  const partners = new Map();
  for (const claim of own) {
    const other = claim.s === id ? claim.o : claim.s;
    partners.set(other, [...(partners.get(other) || []), claim]);
  }
  return partners;
}

function listed(names) {
  return names.flatMap((name, index) => [index ? ', ' : '', el('bdi', {}, name)]);
}

function partnerRow(id, other, members) {
  const node = el('button', { type: 'button' }, actorMark(other), el('bdi', {}, actors[other].name),
    mixBar(members), el('span', { class: 'count' }, String(members.length)));
  node.addEventListener('click', () => openPair(id, other));
  return el('li', {}, node);
}

/** Shares of the four quadrants as one bar. */
function mixBar(members) {
  const bar = el('span', { class: 'mix' });
  const words = [];
  for (const quad of Object.keys(quads)) {
    const count = members.filter((claim) => String(claim.quad) === quad).length;
    if (!count) continue;
    const part = el('i', { class: `q${quad}` });
    part.style.flexGrow = count;
    bar.append(part);
    words.push(`${quads[quad].toLowerCase()} ${count}`);
  }
  bar.title = words.join(', ');
  bar.append(el('span', { class: 'unseen' }, words.join(', ')));
  return bar;
}

function tally(members) {
  const sentences = members.reduce((sum, claim) => sum + claim.evidence.length, 0);
  return `${countOf(members.length, 'claim')} in ${countOf(sentences, 'sentence')}`;
}

function hiddenNote(count) {
  return count ? el('p', { class: 'soft note' }, `${countOf(count, 'claim')} hidden by the filter`) : '';
}

function pages(members) {
  const list = el('div', { class: 'claims' }, ...members.slice(0, PAGE).map(claimCard));
  let next = PAGE;
  if (members.length <= PAGE) return [list];
  const more = button(`Show more of ${members.length}`, () => {
    list.append(...members.slice(next, next + PAGE).map(claimCard));
    next += PAGE;
    if (next >= members.length) more.remove();
  });
  return [list, more];
}
