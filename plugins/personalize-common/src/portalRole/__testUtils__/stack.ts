import { JsonObject, JsonValue } from '@backstage/types';
import { isPolicyDocument, PolicyDocument } from '../../policy/document';

/** What a stack sets the parameters of a template to, pseudo parameters included. */
export type TemplateParameters = Record<string, JsonValue>;

const NO_VALUE = 'AWS::NoValue';

/** A value inside a template; `null` where there is none. */
export function at(value: JsonValue | undefined, ...path: string[]): JsonValue {
  return path.reduce<JsonValue>((found, step) => {
    const entry =
      found !== null && typeof found === 'object'
        ? Object.entries(found).find(([key]) => key === step)
        : undefined;
    return entry?.[1] ?? null;
  }, value ?? null);
}

/** The policy documents that a stack of the template creates, by their place among the resources. */
export function documentsOf(
  template: JsonObject,
  parameters: TemplateParameters,
) {
  return (...path: string[]): PolicyDocument => {
    const found = resolved(
      at(template, 'Resources', ...path),
      template,
      parameters,
    );
    if (!isPolicyDocument(found)) {
      throw new Error(`No policy document at ${path.join('.')}`);
    }
    return found;
  };
}

/** Does what CloudFormation does with the functions that the templates use. */
function resolved(
  value: JsonValue | undefined,
  template: JsonObject,
  parameters: TemplateParameters,
): JsonValue {
  const resolve = (item: JsonValue | undefined) =>
    resolved(item, template, parameters);
  const parameter = (name: string) =>
    parameters[name] ?? `unknown reference ${name}`;
  if (Array.isArray(value)) {
    return value.map(resolve).filter(item => item !== NO_VALUE);
  }
  if (value === null || typeof value !== 'object') {
    return value ?? null;
  }
  const [[name, argument] = []] = Object.entries(value);
  const items = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Ref':
      return argument === NO_VALUE ? NO_VALUE : parameter(String(argument));
    case 'Fn::Sub':
      return String(argument).replace(/\$\{([^}]*)\}/g, (_, key) =>
        String(parameter(key)),
      );
    case 'Fn::Equals':
      return resolve(items[0]) === resolve(items[1]);
    case 'Fn::Not':
      return !resolve(items[0]);
    case 'Fn::If':
      return resolve(at(template, 'Conditions', String(items[0])))
        ? resolve(items[1])
        : resolve(items[2]);
    case 'Fn::Join': {
      const list = resolve(items[1]);
      return Array.isArray(list)
        ? list.join(String(items[0]))
        : 'no list to join';
    }
    case 'Fn::Split':
      return String(resolve(items[1])).split(String(items[0]));
    default:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, resolve(item)]),
      );
  }
}
