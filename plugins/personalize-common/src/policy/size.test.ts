import { bytesOf, charactersOf } from './size';

describe('the size of a policy', () => {
  const document = {
    Version: '2012-10-17',
    Id: 'ä €',
    Statement: [],
  };

  it('is counted in bytes where S3 and KMS do', () => {
    expect(bytesOf(document)).toBe(
      '{"Version":"2012-10-17","Id":"a e","Statement":[]}'.length + 3,
    );
  });

  it('is counted in characters without white space where IAM does', () => {
    expect(charactersOf(document)).toBe(
      '{"Version":"2012-10-17","Id":"ae","Statement":[]}'.length,
    );
  });

  it('is nothing where there is no policy', () => {
    expect(bytesOf(undefined)).toBe(0);
    expect(charactersOf(undefined)).toBe(0);
  });
});
