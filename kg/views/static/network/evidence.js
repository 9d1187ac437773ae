// How claims and sentences are shown: small pieces that the pane, the tooltip and the table share.

function swatch(quad) {
  return el('i', { class: `swatch q${quad}`, 'aria-hidden': 'true' });
}

/** A flag or a small shape before an actor's name. */
function actorMark(id) {
  const { state, kind } = actors[id];
  if (state && data.flags[state]) {
    return el('img', { class: 'flag', src: data.flags[state], alt: '', width: 18, height: 12 });
  }
  const shape = { Person: 'triangle', Office: 'triangle', Agreement: 'diamond' }[kind]
    || (/organisation|company|body/i.test(kind) ? 'square' : 'circle');
  return el('i', { class: `shape ${shape}`, 'aria-hidden': 'true' });
}

function pairText({ s, o, claims: members }) {
  const arrow = isDirected(members) ? '\u2192' : '\u2013';
  return [el('bdi', {}, actors[s].name), ` ${arrow} `, el('bdi', {}, actors[o].name)];
}

/** The sentence with trigger and both actors marked. */
function sentence(evidence) {
  return evidence.q.map(([text, role]) => (role ? el('mark', { class: role }, text) : document.createTextNode(text)));
}

/** A link to the web, or plain text where the address is not one that is safe to open. */
function outward(url, content) {
  let safe = false;
  try {
    safe = ['http:', 'https:'].includes(new URL(url).protocol);
  } catch { safe = false; }
  if (!safe) return el('span', {}, content);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, content);
}

function beliefMeter(value) {
  const percent = Math.round(value * 100);
  const bar = el('i', { class: 'meter', 'aria-hidden': 'true' }, el('i'));
  bar.firstChild.style.width = `${percent}%`;
  return el('span', { class: 'belief', title: 'Probability that the claim holds, from all its evidence' },
    bar, `${percent}\u202f%`, el('span', { class: 'unseen' }, ' belief'));
}

function evidenceBlock(evidence) {
  const article = articles[evidence.a];
  const url = evidence.url || article.url;
  const publisher = evidence.publisher || article.publisher;
  const date = evidence.date || article.date;
  const title = el('bdi', {}, article.title);
  return el('figure', { class: 'evidence' },
    el('blockquote', { dir: 'auto' }, ...sentence(evidence)),
    el('figcaption', {},
      url ? outward(url, title) : title,
      el('span', { class: 'soft' },
        publisher ? el('bdi', {}, publisher) : null,
        date ? el('time', { datetime: date }, dayText(date)) : null,
        evidence.speaker ? el('span', {}, 'says ', el('bdi', {}, actors[evidence.speaker].name)) : null)));
}

function claimCard(claim) {
  const arrow = relations[claim.r].symmetric ? 'and' : '\u2192';
  return el('article', { class: `claim q${claim.quad}`, 'data-claim': claim.id },
    el('h3', {}, relations[claim.r].label),
    el('p', { class: 'who' },
      el('bdi', {}, actors[claim.s].name), el('span', { class: 'soft' }, ` ${arrow} `),
      el('bdi', {}, actors[claim.o].name)),
    el('p', { class: 'facts' },
      el('span', { class: `modality ${claim.m}` }, claim.m),
      el('span', {}, dayText(claim.from, claim.to)),
      beliefMeter(claim.belief)),
    claim.if ? el('p', { class: 'condition' }, el('span', { class: 'soft' }, 'Condition '), el('bdi', {}, claim.if)) : null,
    claim.topics.length ? el('p', { class: 'topics' }, ...claim.topics.map((topic) => el('span', {}, topic))) : null,
    ...claim.evidence.map(evidenceBlock));
}
