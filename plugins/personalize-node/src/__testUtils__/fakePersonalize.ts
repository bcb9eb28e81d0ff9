import { FakeAnswer, FakeCall, FakeError } from './fakeAnswer';

/** Something that Personalize holds. */
export interface FakeResource {
  name: string;
  arn: string;
  /** What a listing may be limited to: the group of a solution, the solution of a campaign. */
  parent?: string;
  /** What the description tells beside the name and ARN. */
  more: object;
}

/** The listings that the product asks for, with what limits each. */
const LISTINGS: Record<
  string,
  { items: string; arn: string; parent?: string }
> = {
  DatasetGroup: { items: 'datasetGroups', arn: 'datasetGroupArn' },
  Solution: {
    items: 'solutions',
    arn: 'solutionArn',
    parent: 'datasetGroupArn',
  },
  Campaign: { items: 'campaigns', arn: 'campaignArn', parent: 'solutionArn' },
  Recommender: {
    items: 'recommenders',
    arn: 'recommenderArn',
    parent: 'datasetGroupArn',
  },
  MetricAttribution: {
    items: 'metricAttributions',
    arn: 'metricAttributionArn',
    parent: 'datasetGroupArn',
  },
};

/** As much of Personalize as the product calls. Lists come in pages of two. */
export class FakePersonalize {
  private readonly resources: (FakeResource & { type: string })[] = [];

  constructor(
    private readonly accountId: string,
    private readonly region: string,
  ) {}

  /** @returns its ARN */
  add(
    type: string,
    name: string,
    { parent, ...more }: { parent?: string; [key: string]: unknown } = {},
  ): string {
    const kind = type.replace(/(?<=.)[A-Z]/g, letter => `-${letter}`);
    const arn = `arn:aws:personalize:${this.region}:${
      this.accountId
    }:${kind.toLowerCase()}/${name}`;
    this.resources.push({ type, name, arn, parent, more });
    return arn;
  }

  answer({ operation, body }: FakeCall): FakeAnswer {
    const given = JSON.parse(body);
    const [, verb, name] = /:(List|Describe)(\w+)$/.exec(operation) ?? [];
    const type = verb === 'List' ? name.replace(/s$/, '') : name;
    const listing = LISTINGS[type];
    if (!listing) {
      throw new FakeError('InvalidAction', 400, `no fake of ${operation}`);
    }
    const { items, arn, parent } = listing;
    const all = this.resources.filter(one => one.type === type);
    if (verb === 'Describe') {
      const found = all.find(one => one.arn === given[arn]);
      if (!found) {
        throw new FakeError('ResourceNotFoundException', 400);
      }
      return json({
        [items.replace(/s$/, '')]: {
          name: found.name,
          [arn]: found.arn,
          ...found.more,
        },
      });
    }
    const limit = parent && given[parent];
    const start = Number(given.nextToken ?? 0);
    const asked = all.filter(one => !limit || one.parent === limit);
    return json({
      [items]: asked
        .slice(start, start + 2)
        .map(one => ({ name: one.name, [arn]: one.arn })),
      ...(start + 2 < asked.length ? { nextToken: String(start + 2) } : {}),
    });
  }
}

function json(value: object): FakeAnswer {
  return { status: 200, body: JSON.stringify(value) };
}
