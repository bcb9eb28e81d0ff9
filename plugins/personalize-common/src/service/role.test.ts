import { rolePathRule } from './role';

describe('rolePathRule', () => {
  it.each(['/', '/personalize/', '/a/b-c/d.e@f/', '/service-role/'])(
    'takes %s',
    path => {
      expect(rolePathRule({}).broken(path)).toBeUndefined();
    },
  );

  it('counts partition and name into the length of the ARN', () => {
    const path = `/${'a'.repeat(160)}/`;
    const roleName = 'r'.repeat(64);
    expect(rolePathRule({ roleName }).broken(path)).toBeUndefined();
    expect(
      rolePathRule({ roleName, partition: 'aws-cn' }).broken(path),
    ).toContain('one of 259');
  });
});
