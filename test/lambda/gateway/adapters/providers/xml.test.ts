import * as fc from 'fast-check';
import { elementIn } from '../../../../../lambda/gateway/adapters/providers/xml';

test.each([
  ['<a>1</a>', 'a', '1'],
  ['<?xml version="1.0"?>\n<r xmlns="x">\n  <a>1</a>\n</r>', 'a', '1'],
  ['<a></a>', 'a', ''],
  ['<a>1</a><a>2</a>', 'a', '1'],
  ['<a><b>1</b></a>', 'a', '<b>1</b>'],
  ['<a>&lt;b&gt;</a>', 'a', '&lt;b&gt;'],
  ['</a><a>1</a>', 'a', '1'],
  ['<a>1', 'a', undefined],
  ['1</a>', 'a', undefined],
  ['<ab>1</ab>', 'a', undefined],
  ['<html><body>a</body></html>', 'a', undefined],
  ['', 'a', undefined],
  [undefined, 'a', undefined],
])('%j holds as <%s> %j', (xml, name, value) => {
  expect(elementIn(xml, name)).toBe(value);
});

test('whatever it is given, it gives a part of it or nothing', () => {
  const piece = fc.oneof(fc.constantFrom('<a>', '</a>', '<a', '<', '>', '<![CDATA['), fc.string());
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const xml = pieces.join('');
      const value = elementIn(xml, 'a');
      expect(value === undefined || xml.includes(`<a>${value}</a>`)).toBe(true);
    }),
  );
});
