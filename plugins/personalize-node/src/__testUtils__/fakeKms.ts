import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAnswer, FakeCall, FakeError } from './fakeAnswer';

export interface FakeKey {
  arn: string;
  aliases: string[];
  policy: PolicyDocument;
  tags: Record<string, string>;
  /** As ListGrants answers. */
  grants: { GrantId: string; GranteePrincipal: string }[];
  /** Beside id and ARN, what DescribeKey answers. */
  metadata: Record<string, string | boolean>;
}

/** As much of KMS as the product calls. Tags come in pages of two. */
export class FakeKms {
  readonly keys = new Map<string, FakeKey>();

  addKey(
    arn: string,
    policy: PolicyDocument,
    more: Partial<Omit<FakeKey, 'arn' | 'policy'>> = {},
  ): FakeKey {
    const key: FakeKey = {
      arn,
      aliases: more.aliases ?? [],
      policy,
      tags: more.tags ?? {},
      grants: more.grants ?? [],
      metadata: {
        KeyManager: 'CUSTOMER',
        KeyState: 'Enabled',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeySpec: 'SYMMETRIC_DEFAULT',
        MultiRegion: false,
        ...more.metadata,
      },
    };
    this.keys.set(arn, key);
    return key;
  }

  answer({ operation, body }: FakeCall): FakeAnswer {
    const given = JSON.parse(body);
    const key = this.keyOf(given.KeyId);
    switch (operation) {
      case 'kms:DescribeKey':
        return json({
          KeyMetadata: {
            Arn: key.arn,
            KeyId: key.arn.split('/').at(-1),
            ...key.metadata,
          },
        });
      case 'kms:GetKeyPolicy':
        return json({
          Policy: JSON.stringify(key.policy),
          PolicyName: 'default',
        });
      case 'kms:PutKeyPolicy':
        key.policy = JSON.parse(given.Policy);
        return json({});
      case 'kms:ListAliases':
        return json({
          Aliases: key.aliases.map(AliasName => ({
            AliasName,
            TargetKeyId: key.arn.split('/').at(-1),
          })),
        });
      case 'kms:ListGrants':
        return json({ Grants: key.grants, Truncated: false });
      case 'kms:ListResourceTags': {
        const start = Number(given.Marker ?? 0);
        const all = Object.entries(key.tags);
        const isLast = start + 2 >= all.length;
        return json({
          Tags: all
            .slice(start, start + 2)
            .map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
          Truncated: !isLast,
          ...(isLast ? {} : { NextMarker: String(start + 2) }),
        });
      }
      default:
        throw new FakeError('InvalidAction', 400, `no fake of ${operation}`);
    }
  }

  private keyOf(keyId: string): FakeKey {
    const key = [...this.keys.values()].find(
      ({ arn, aliases }) =>
        arn === keyId || arn.endsWith(`/${keyId}`) || aliases.includes(keyId),
    );
    if (!key) {
      throw new FakeError('NotFoundException', 400);
    }
    return key;
  }
}

function json(value: object): FakeAnswer {
  return { status: 200, body: JSON.stringify(value) };
}
