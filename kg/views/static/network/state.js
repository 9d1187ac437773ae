// What the page knows and what the reader has chosen. Nothing here touches the document.
const data = JSON.parse(document.getElementById('data').textContent);
const { actors, relations, claims, articles, quads, modalities } = data;
const lineIds = Object.keys(data.lines);

const chosen = {
  off: { quad: new Set(), r: new Set(), m: new Set() },
  belief: 0,
  limit: data.maxLines,
  focus: null,
  line: null,
};

/** Does a claim pass the filters? `except` names one facet to leave out, for its own counts. */
function passes(claim, except) {
  for (const facet of ['quad', 'r', 'm']) {
    if (facet !== except && chosen.off[facet].has(facetKey(claim, facet))) return false;
  }
  return claim.belief >= chosen.belief;
}

// A relation belongs to its quadrant here: a planned visit is words, a visit made is another row.
function facetKey(claim, facet) {
  return facet === 'r' ? `${claim.quad} ${claim.r}` : String(claim[facet]);
}

/** Lines as the filters leave them, the heaviest first; only the first `limit` are drawn. */
function currentLines() {
  const lines = [];
  for (const id of lineIds) {
    const members = data.lines[id].map((index) => claims[index]).filter((claim) => passes(claim));
    if (!members.length) continue;
    const weight = members.reduce((sum, claim) => sum + claim.weight, 0);
    lines.push({ id, claims: members, weight, s: members[0].s, o: members[0].o, quad: members[0].quad });
  }
  lines.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  return lines;
}

function lineWidth(weight) {
  return Math.min(9, 1.5 + 1.5 * Math.log2(1 + weight));
}

/** The strongest modality decides how a line is dashed: what is said to be so is solid. */
function lineDash(members) {
  const first = modalities.find((modality) => members.some((claim) => claim.m === modality));
  return data.dashes[first].length ? data.dashes[first] : false;
}

function isDirected(members) {
  return members.some((claim) => !relations[claim.r].symmetric);
}

function countOf(number, one, many = `${one}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** "3 Mar 2025", a month or a range; the text's own words where a date is not one. */
function dayText(from, to) {
  if (!from) return 'no date';
  const show = (iso) => {
    const [year, month, day] = iso.split('-').map(Number);
    const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1];
    return `${day}\u00a0${name}\u00a0${year}`;
  };
  return to && to !== from ? `${show(from)} \u2013 ${show(to)}` : show(from);
}

/** Make an element. Strings among the children become text, never markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

const $ = (id) => document.getElementById(id);

function say(text) {
  $('status').textContent = text;
}
