// Starts the page and joins its parts.

function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return escape();
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== 'checkbox') return undefined;
    const action = {
      '/': () => $('search').focus(),
      t: () => showAs($('table').hidden ? 'table' : 'graph'),
      '+': () => zoomBy(1.3),
      '=': () => zoomBy(1.3),
      '-': () => zoomBy(1 / 1.3),
      0: () => fit(),
    }[event.key];
    if (!action) return undefined;
    event.preventDefault();
    return action();
  });
}

function escape() {
  if (document.body.classList.contains('with-legend')) toggleLegend();
  else if (!$('pane').hidden) back();
}

function toggleLegend() {
  const open = document.body.classList.toggle('with-legend');
  $('filters').setAttribute('aria-expanded', String(open));
}

function startTheme() {
  $('theme').addEventListener('click', () => {
    document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
  });
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

function start() {
  startTheme();
  if (!data.network) {
    document.body.classList.add('empty');
    $('graph').hidden = true;
    $('nothing').hidden = false;
    return;
  }
  startCanvas();
  paint();
  drawLegend();
  drawKey();
  summarise();
  fit(false);
  startSearch();
  startKeys();
  $('canvas').setAttribute('role', 'img');
  $('canvas').setAttribute('aria-label', `${$('summary').textContent}. The table lists the same relations.`);
  $('as-graph').addEventListener('click', () => showAs('graph'));
  $('as-table').addEventListener('click', () => showAs('table'));
  $('closer').addEventListener('click', () => zoomBy(1.3));
  $('farther').addEventListener('click', () => zoomBy(1 / 1.3));
  $('whole').addEventListener('click', () => fit());
  $('filters').addEventListener('click', toggleLegend);
}

start();
