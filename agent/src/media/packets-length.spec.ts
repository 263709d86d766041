import { lengthOf } from './packets-length.js';

test('a stream is as long as from its first packet to the end of the one shown last', () => {
  expect(lengthOf(['1.000,1.000,0.040', '1.080,1.040,0.040', '1.040,1.080,0.040'])).toBeCloseTo(0.12, 6);
  // A picture that is held: the time to the next packet counts, not its own length.
  expect(lengthOf(['0,0,0.04', '9,9,0.04'])).toBeCloseTo(9.04, 6);
});

test('packets without times count by how long each is shown', () => {
  expect(lengthOf(['N/A,N/A,0.04', 'N/A,N/A,0.04'])).toBeCloseTo(0.08, 6);
  expect(lengthOf(['N/A,1,0.5,', 'N/A,1.5,0.5,'])).toBeCloseTo(1, 6);
});

test('what says nothing has no length', () => {
  expect(lengthOf(['N/A,N/A,N/A'])).toBeUndefined();
  expect(lengthOf([''])).toBeUndefined();
});
