import { parseArn } from './arn';
import { firstOutside, TextRule } from './textRule';

const fits =
  'the name of a general purpose bucket has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit';

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];

/**
 * Names that look like bucket names but belong to something else. Each of these has
 * its own kind of policy, so a grant on it would miss the bucket.
 */
const OTHER_KINDS = [
  {
    suffix: '-s3alias',
    kind: 'the alias of an access point',
    instead: 'give the bucket behind it',
  },
  {
    suffix: '--ol-s3',
    kind: 'the alias of an Object Lambda access point',
    instead: 'give the bucket behind it',
  },
  {
    suffix: '.mrap',
    kind: 'the alias of a multi-Region access point',
    instead: 'give a bucket behind it',
  },
  {
    suffix: '--x-s3',
    kind: 'a directory bucket (S3 Express One Zone)',
    instead: 'put the data into a general purpose bucket',
  },
  {
    suffix: '--table-s3',
    kind: 'a table bucket',
    instead: 'put the data into a general purpose bucket',
  },
];

/** A URL or an ARN instead of a name: says which part of it is the name. */
function addressFlaw(text: string): string | undefined {
  const url = /^s3[an]?:\/\/([^/]*)/i.exec(text);
  if (url) {
    return `this is an s3:// URL; give only the bucket's name${named(
      url[1],
    )}, and the path as prefix`;
  }
  if (/^https?:\/\//i.test(text)) {
    return "this is a URL; give only the bucket's name";
  }
  const arn = parseArn(text);
  if (arn?.service === 's3' && !arn.region && !arn.accountId) {
    return `this is an ARN; give only the bucket's name${named(
      arn.resource.split('/')[0],
    )}`;
  }
  if (text.startsWith('arn:')) {
    return "this ARN isn't that of a bucket; give only the name of a general purpose bucket";
  }
  return text.includes('/')
    ? `give only the bucket's name${named(
        text.split('/')[0],
      )}, and the path as prefix`
    : undefined;
}

function named(bucket: string): string {
  return bucket ? ` ("${bucket}")` : '';
}

/**
 * The name of a general purpose bucket, the only kind whose policy the product
 * writes.
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
export const bucketNameRule: TextRule = {
  fits,
  broken(text) {
    const address = addressFlaw(text);
    if (address) {
      return address;
    }
    const other = OTHER_KINDS.find(({ suffix }) => text.endsWith(suffix));
    if (other) {
      return `a name that ends in ${other.suffix} is ${other.kind}, not a general purpose bucket; ${other.instead}`;
    }
    const outside = firstOutside(text, /^[a-z0-9.-]$/);
    if (outside) {
      return `${fits}; ${outside} isn't one of them`;
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) {
      return fits;
    }
    if (text.includes('..')) {
      return "a bucket name can't have two dots in a row";
    }
    if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
      return "a bucket name can't look like an IP address";
    }
    const prefix = RESERVED_PREFIXES.find(reserved =>
      text.startsWith(reserved),
    );
    return (
      prefix && `bucket names that start with ${prefix} are reserved by S3`
    );
  },
};
