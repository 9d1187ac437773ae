// The same relations as a table: for screen readers, keyboards and people who prefer rows.
const ROWS = 200;
let rowsShown = ROWS;

function drawTable() {
  const section = $('table');
  if (section.hidden) return;
  const members = claims.filter((claim) => passes(claim));
  const head = ['Subject', 'Relation', 'Object', 'Modality', 'Date', 'Belief', 'Sentences'];
  const table = el('table', {},
    el('caption', {}, `${countOf(members.length, 'claim')}, the newest first. The relation opens its evidence.`),
    el('thead', {}, el('tr', {}, ...head.map((text) => el('th', { scope: 'col' }, text)))),
    el('tbody', {}, ...members.slice(0, rowsShown).map(tableRow)));
  section.replaceChildren(table);
  if (members.length > rowsShown) {
    section.append(button(`Show more of ${members.length}`, () => { rowsShown += ROWS; drawTable(); }));
  }
}

function tableRow(claim) {
  const opens = el('button', { type: 'button', class: 'relation' }, swatch(claim.quad), relations[claim.r].label);
  opens.addEventListener('click', () => openLine(lineOf(claim)));
  return el('tr', {},
    el('td', {}, actorButton(claim.s)),
    el('td', {}, opens),
    el('td', {}, actorButton(claim.o)),
    el('td', {}, el('span', { class: `modality ${claim.m}` }, claim.m)),
    el('td', { class: 'number' }, dayText(claim.from, claim.to)),
    el('td', { class: 'number' }, `${Math.round(claim.belief * 100)}\u202f%`),
    el('td', { class: 'number' }, String(claim.evidence.length),
      el('span', { class: 'narrow-text' }, claim.evidence.length === 1 ? ' sentence' : ' sentences')));
}

function lineOf(claim) {
  return `${claim.s}\u2192${claim.o}\u2192${claim.quad}`;
}

function showAs(view) {
  $('graph').hidden = view !== 'graph';
  $('table').hidden = view !== 'table';
  $('as-graph').setAttribute('aria-pressed', String(view === 'graph'));
  $('as-table').setAttribute('aria-pressed', String(view === 'table'));
  if (view === 'table') {
    drawTable();
    $('table').focus({ preventScroll: true });
  } else {
    refit();
  }
}
