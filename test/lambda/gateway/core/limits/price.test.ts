import { getCountries } from 'libphonenumber-js/min';
import { priceMicrosUsd } from '../../../../../lambda/gateway/core/limits/price';

type Row = [string, Parameters<typeof priceMicrosUsd>, number];

test.each<Row>([
  ['a text of one part costs what the table says', ['DE', 'text', 1, { DE: 0.0785 }], 78_500],
  ['every part is paid for', ['DE', 'text', 3, { DE: 0.0785 }], 235_500],
  ['a country of its own goes before the others', ['DE', 'text', 1, { DE: 0.08, '*': 1 }], 80_000],
  ['the others share a price', ['FR', 'text', 1, { DE: 0.08, '*': 0.05 }], 50_000],
  ['a price of nothing is a price', ['DE', 'text', 1, { DE: 0 }], 0],
  ['a country the table does not name is estimated', ['US', 'text', 1, { DE: 0.08 }], 12_000],
  ['without a table every country is estimated', ['GB', 'text', 2], 100_000],
  ['a place no list names is estimated dear', ['AC', 'text', 1], 300_000],
  ['a number without a country is estimated dear', ['ZZ', 'text', 1], 300_000],
  ['a call costs more than a text, whatever its length', ['GB', 'voice', 1], 150_000],
  ['a call has no parts', ['GB', 'voice', 7], 150_000],
  ['a call goes by the table too', ['GB', 'voice', 1, { GB: 0.02 }], 60_000],
  ['a fraction of a millionth is rounded', ['GB', 'text', 1, { GB: 0.000_000_6 }], 1],
])('%s', (_, args, micros) => {
  expect(priceMicrosUsd(...args)).toBe(micros);
});

test.each(getCountries())('%s has an estimate between a cent and half a dollar', (country) => {
  const micros = priceMicrosUsd(country, 'text', 1);
  expect(Number.isInteger(micros)).toBe(true);
  expect(micros).toBeGreaterThanOrEqual(10_000);
  expect(micros).toBeLessThanOrEqual(500_000);
});
