/** Reading the schemas of an OpenAPI document. */

/** Follows a reference to the components. */
export function resolve(api, schema = {}) {
  if (!schema.$ref) return schema;
  const name = schema.$ref.split('/').pop();
  return api.components.schemas[name] ?? {};
}

/** The properties of an object, or of an array's elements, as [name, schema]. */
export function propertiesOf(api, schema) {
  const target = schema.type === 'array' ? resolve(api, schema.items) : schema;
  return Object.entries(target.properties ?? {}).map(([name, property]) => [name, resolve(api, property)]);
}

/** A body to begin with: what the schema gives as an example, else an empty element to fill in. */
export function exampleOf(api, schema) {
  if (schema.example !== undefined) return schema.example;
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (schema.type !== 'array') return {};
  const items = resolve(api, schema.items);
  return [items.type === 'object' ? exampleOf(api, items) : exampleOf(api, {})];
}
