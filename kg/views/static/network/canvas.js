// The drawing: vis-network draws lines and nodes, names are drawn here so that they never collide.
const NAMES = 70;
const ROOMY = 30;
let network = null;
let nodeSet = null;
let edgeSet = null;
let untouched = true;
let shown = [];
let busy = new Map();
const pictures = new Map();

const theme = () => document.documentElement.dataset.theme;
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const motion = () => (still() ? false : { duration: 280, easingFunction: 'easeInOutQuad' });
const bare = (text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');

function startCanvas() {
  nodeSet = new vis.DataSet(upright(data.network.nodes));
  edgeSet = new vis.DataSet(data.network.edges);
  network = new vis.Network($('canvas'), { nodes: nodeSet, edges: edgeSet }, data.network.options);
  window.network = network;
  $('canvas').querySelector('.vis-network').tabIndex = -1;
  for (const [state, source] of Object.entries(data.flags)) {
    const picture = new Image();
    picture.onload = () => network.redraw();
    picture.src = source;
    pictures.set(state, picture);
  }
  network.on('afterDrawing', drawNames);
  network.on('resize', () => { if (untouched) fit(false); });
  for (const event of ['zoom', 'dragStart']) network.on(event, () => { untouched = false; hideTip(); });
  network.on('click', onClick);
  network.on('hoverEdge', ({ edge, event }) => showTip(lineTip(edge), event));
  network.on('hoverNode', ({ node, event }) => showTip(actorTip(node), event));
  network.on('blurEdge', hideTip);
  network.on('blurNode', hideTip);
  $('canvas').addEventListener('mouseleave', hideTip);
}

/** The drawing is wider than high; on a narrow screen it is turned by a quarter. */
function upright(nodes) {
  const { clientWidth: wide, clientHeight: high } = $('canvas');
  return wide > high * 0.85 ? nodes : nodes.map((node) => ({ ...node, x: -node.y, y: node.x }));
}

function onClick({ nodes, edges }) {
  hideTip();
  if (nodes.length) openActor(nodes[0]);
  else if (edges.length) openLine(edges[0]);
  else closePane();
}

/** Show all visible nodes with room for their names, which keep their size on the screen. */
function fit(animate = true) {
  if (!network) return;
  untouched = true;
  const spots = Object.values(network.getPositions([...busy.keys()]));
  const { clientWidth: wide, clientHeight: high } = $('canvas');
  if (!spots.length || !wide) return;
  const range = (axis) => [Math.min(...spots.map((spot) => spot[axis])), Math.max(...spots.map((spot) => spot[axis]))];
  const [[left, right], [top, bottom]] = [range('x'), range('y')];
  const scale = Math.min(1.35, (wide - 2 * Math.min(110, wide * 0.17)) / Math.max(1, right - left),
    (high - 2 * Math.min(84, high * 0.16)) / Math.max(1, bottom - top));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: animate && motion() });
}

function zoomBy(factor) {
  untouched = false;
  network.moveTo({ scale: Math.min(5, Math.max(0.08, network.getScale() * factor)), animation: motion() });
}

/** Bring the drawing in line with the filters, the focus, the selected line and the theme. */
function paint() {
  if (!network) return;
  const lines = currentLines();
  shown = lines.slice(0, chosen.limit);
  const drawn = new Map(shown.map((line) => [line.id, line]));
  busy = new Map();
  for (const { s, o, weight } of shown) for (const end of [s, o]) busy.set(end, (busy.get(end) || 0) + weight);
  edgeSet.update(lineIds.map((id) => lineLook(id, drawn.get(id))));
  nodeSet.update(nodeSet.getIds().map(nodeLook));
  network.unselectAll();
  if (chosen.line && drawn.has(chosen.line)) network.setSelection({ nodes: [], edges: [chosen.line] });
}

function isNear(id) {
  if (chosen.line) return shown.some((line) => line.id === chosen.line && (line.s === id || line.o === id));
  if (!chosen.focus) return true;
  return chosen.focus.includes(id) || (chosen.focus.length === 1
    && shown.some((l) => (l.s === id && l.o === chosen.focus[0]) || (l.o === id && l.s === chosen.focus[0])));
}

function isLit(line) {
  if (chosen.line) return line.id === chosen.line;
  if (!chosen.focus) return true;
  const ends = [line.s, line.o];
  return chosen.focus.length === 1 ? ends.includes(chosen.focus[0]) : chosen.focus.every((id) => ends.includes(id));
}

function lineLook(id, line) {
  if (!line) return { id, hidden: true };
  const colour = data.colours[theme()][line.quad];
  return {
    id,
    hidden: false,
    width: lineWidth(line.weight),
    dashes: lineDash(line.claims),
    arrows: { to: { enabled: isDirected(line.claims), scaleFactor: 0.55 } },
    color: { color: colour, highlight: colour, hover: colour, opacity: isLit(line) ? 0.92 : 0.12 },
  };
}

function nodeLook(id) {
  const fill = css('--node');
  const rim = css('--rim');
  const colour = { background: fill, border: rim };
  return {
    id,
    hidden: !busy.has(id),
    opacity: isNear(id) ? 1 : 0.22,
    color: { ...colour, highlight: colour, hover: colour },
    shapeProperties: { useBorderWithImage: true },
  };
}

/** Names under the nodes (or over them), busiest first, at most NAMES, none over a name or a node. */
function drawNames(context) {
  const scale = network.getScale();
  const size = Math.min(16, Math.max(11, 12.5 * Math.sqrt(scale))) / scale;
  const places = network.getPositions();
  const roomy = busy.size <= ROOMY ? scale > 0.55 : scale > 1.15;
  const order = [...busy.keys()]
    .sort((a, b) => isNear(b) - isNear(a) || busy.get(b) - busy.get(a) || (a < b ? -1 : 1));
  const taken = order.map((id) => nodeBox(nodeSet.get(id), places[id]));
  const inks = { ink: css('--ink'), soft: css('--soft'), page: css('--page'), sans: css('--sans') };
  context.save();
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  for (const [index, id] of order.entries()) {
    const node = nodeSet.get(id);
    context.globalAlpha = isNear(id) ? 1 : 0.3;
    drawBadge(context, id, node, places[id], inks.page);
    if (index < NAMES && (isNear(id) || !chosen.line)) {
      drawName(context, nameRows(id, node, { size, roomy, inks }), { node, spot: places[id], scale, taken, inks });
    }
  }
  context.restore();
}

function nodeBox(node, spot) {
  const wide = node.size * (node.shape === 'image' ? 1.5 : 0.9);
  return [spot.x - wide, spot.y - node.size * 0.9, spot.x + wide, spot.y + node.size * 0.9];
}

/** What is written at a node: a state's code and, where there is room, its name; long names on two rows. */
function nameRows(id, node, { size, roomy, inks }) {
  const isState = node.shape === 'image';
  const font = `${isState ? 650 : 560} ${size}px ${inks.sans}`;
  const rows = halves(node.label).map((text) => ({ text, font, ink: inks.ink, size }));
  const name = bare(actors[id].name);
  if (isState && roomy && name !== node.label) {
    rows.push({ text: name, font: `400 ${size * 0.88}px ${inks.sans}`, ink: inks.soft, size: size * 0.88 });
  }
  return rows;
}

function halves(label) {
  const letters = [...bare(label)];
  const text = letters.length > 48 ? `${letters.slice(0, 46).join('')}\u2026` : letters.join('');
  if (text.length <= 18) return [text];
  const gaps = [...text.matchAll(/ /g)].map((match) => match.index);
  if (!gaps.length) return [text];
  const middle = gaps.reduce((best, at) => (Math.abs(at - text.length / 2) < Math.abs(best - text.length / 2) ? at : best));
  return [text.slice(0, middle), text.slice(middle + 1)];
}

function drawName(context, rows, { node, spot, scale, taken, inks }) {
  const height = rows.reduce((sum, row) => sum + row.size * 1.2, 0);
  const half = Math.max(...rows.map((row) => {
    context.font = row.font;
    return context.measureText(row.text).width / 2;
  })) + 2 / scale;
  const gap = 5 / Math.sqrt(scale);
  const tops = [spot.y + node.size + gap, spot.y - node.size - gap - height];
  let top = tops.find((y) => !taken.some((t) => t[0] < spot.x + half && spot.x - half < t[2] && t[1] < y + height && y < t[3]));
  if (top === undefined) {
    if (rows.length > 1 && rows[1].ink === inks.soft) drawName(context, rows.slice(0, 1), { node, spot, scale, taken, inks });
    return;
  }
  taken.push([spot.x - half, top, spot.x + half, top + height]);
  for (const row of rows) {
    context.font = row.font;
    context.lineWidth = 4 / scale;
    context.strokeStyle = inks.page;
    context.strokeText(row.text, spot.x, top);
    context.fillStyle = row.ink;
    context.fillText(row.text, spot.x, top);
    top += row.size * 1.2;
  }
}

/** A small flag at the corner of a minister, a ministry, a company. */
function drawBadge(context, id, node, spot, page) {
  const picture = node.shape === 'image' ? null : pictures.get(actors[id].state);
  if (!picture || !picture.complete || !picture.naturalWidth) return;
  const [x, y, w, h] = [spot.x + node.size * 0.35, spot.y + node.size * 0.2, 15, 10];
  context.drawImage(picture, x, y, w, h);
  context.lineWidth = 0.8;
  context.strokeStyle = page;
  context.strokeRect(x, y, w, h);
}

function showTip(content, event) {
  const tip = $('tip');
  tip.replaceChildren(...content);
  tip.hidden = false;
  const point = event.touches ? event.touches[0] : event;
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(point.clientX + 16, innerWidth - width - 8);
  const below = point.clientY + 18;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${below + height > innerHeight - 8 ? Math.max(8, point.clientY - height - 14) : below}px`;
  $('canvas').style.cursor = 'pointer';
}

function hideTip() {
  $('tip').hidden = true;
  $('canvas').style.cursor = '';
}

function lineTip(id) {
  const line = shown.find((each) => each.id === id);
  if (!line) return [];
  const rows = line.claims.slice(0, 4).map((claim) => el('li', {},
    el('b', {}, relations[claim.r].label), ` ${claim.m === 'actual' ? '' : `${claim.m}, `}`,
    el('span', { class: 'soft' }, dayText(claim.from, claim.to))));
  const more = line.claims.length - rows.length;
  const sentences = line.claims.reduce((sum, claim) => sum + claim.evidence.length, 0);
  return [
    el('p', { class: 'tip-pair' }, swatch(line.quad), ...pairText(line)),
    el('ul', {}, ...rows, more > 0 ? el('li', { class: 'soft' }, `and ${more} more`) : null),
    el('p', { class: 'tip-quote' }, ...sentence(line.claims[0].evidence[0])),
    el('p', { class: 'soft' }, `${countOf(sentences, 'sentence')} \u00b7 click to read`),
  ];
}

function actorTip(id) {
  const own = shown.filter((line) => line.s === id || line.o === id);
  const count = own.reduce((sum, line) => sum + line.claims.length, 0);
  return [
    el('p', { class: 'tip-pair' }, actorMark(id), el('bdi', {}, actors[id].name)),
    el('p', { class: 'soft' }, `${actors[id].kind} \u00b7 ${countOf(count, 'claim')}`),
  ];
}
