(() => {
  'use strict';
  const table = document.getElementById('hosts');
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const headings = Array.from(table.tHead.rows[0].cells);
  const filter = document.getElementById('filter');
  const shown = document.getElementById('shown');
  const section = row => document.getElementById(row.dataset.host);
  const names = new Intl.Collator('en', {numeric: true, sensitivity: 'base'});
  const numbers = new Intl.NumberFormat('en');
  let condition = '';

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent : cell.dataset.value;
  };

  const sort = (column, direction) => {
    const keys = new Map(rows.map(row => [row, value(row, column)]));
    rows.sort((a, b) => {
      const one = keys.get(a);
      const other = keys.get(b);
      // What is not known comes last in both directions.
      if (one === '' || other === '') return (one === '') - (other === '') || names.compare(value(a, 0), value(b, 0));
      return direction * names.compare(one, other) || names.compare(value(a, 0), value(b, 0));
    });
    body.append(...rows);
    headings.forEach((heading, index) => {
      if (index === column) heading.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      else heading.removeAttribute('aria-sort');
    });
  };

  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () =>
      sort(column, heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1));
  });

  const texts = new Map();
  const text = row => {
    if (!texts.has(row)) texts.set(row, (row.textContent + ' ' + section(row).textContent).toLowerCase());
    return texts.get(row);
  };

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    let count = 0;
    for (const row of rows) {
      const fits = (condition === '' || row.dataset.condition === condition) &&
        words.every(word => text(row).includes(word));
      row.hidden = !fits;
      section(row).hidden = !fits;
      if (fits) count++;
    }
    shown.textContent = numbers.format(count) + ' of ' + numbers.format(rows.length) + ' hosts';
  };

  const tiles = Array.from(document.querySelectorAll('#tiles li')).map(item => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = item.firstElementChild.className;
    button.setAttribute('aria-pressed', 'false');
    button.append(...item.firstElementChild.childNodes);
    item.replaceChildren(button);
    button.addEventListener('click', () => {
      condition = condition === item.dataset.condition ? '' : item.dataset.condition;
      tiles.forEach(tile => tile.setAttribute('aria-pressed', String(tile === button && condition !== '')));
      apply();
    });
    return button;
  });

  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.matches('details')) {
      target.open = true;
      target.scrollIntoView();
    }
  };

  let waiting = 0;
  filter.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 80);
  });
  table.addEventListener('click', event => {
    // A second click on the same link does not change the address.
    if (event.target.closest('a')) setTimeout(open);
  });
  addEventListener('hashchange', open);
  document.getElementById('controls').hidden = false;
  apply();
  open();
})();
