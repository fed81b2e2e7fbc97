import { headerTarget } from '../../src/contract';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:greeter';

test('the versions of a Lambda function are one target, and no two functions are', () => {
  expect(headerTarget(`${FUNCTION}:42`)).toBe(FUNCTION);
  expect(headerTarget(FUNCTION)).toBe(FUNCTION);
  expect(headerTarget(`${FUNCTION}2:42`)).toBe(`${FUNCTION}2`);
});

test('a URL is a target as a whole', () => {
  const url = 'https://tunnel.example:443/env/http/arn:1:2:3:4:5:6:7';
  expect(headerTarget(url)).toBe(url);
});
