import { sign } from './signature.js';

test('the form that the vendor verifies', () => {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
  expect(sign('{"a":1}', 'whsec_test', 1_700_000_000)).toBe(
    't=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789',
  );
  expect(sign('{"a":1}', 'whsec_test', 1)).not.toBe(sign('{"a":2}', 'whsec_test', 1));
  expect(sign('{"a":1}', 'whsec_test', 1)).not.toBe(sign('{"a":1}', 'test', 1));
});
