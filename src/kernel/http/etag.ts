import type { FastifyRequest } from 'fastify';
import { Problem } from '../../problems.ts';

/** The tag of one version of a row, as the header ETag and the property `_etag` have it. */
export function etagOf(id: number | string, version: number): string {
  return `"${id}.${version}"`;
}

/** The tags of the request's If-Match header, undefined without one. It says which row is meant only where the body
 * has one element.
 * @throws Problem bad-request with several elements. */
export function expectedTags(request: Pick<FastifyRequest, 'headers'>, elements: number): string[] | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  if (elements !== 1)
    throw new Problem('bad-request', 'If-Match goes with one element; send the others by themselves.');
  // A proxy that compresses answers makes their tags weak; the version is the same.
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

/** May a row of this tag be written? `*` is any row that exists. */
export function tagMatches(expected: readonly string[] | undefined, etag: string): boolean {
  return expected === undefined || expected.includes(etag) || expected.includes('*');
}

/** Who made the version that the caller did not expect. */
export interface ChangedBy {
  agent_id?: number | null;
  agent_name?: string | null;
  /** As the wire has it. */
  at?: string | null;
}

/** A 412 with the row as it is now and who changed it.
 * @param current the row as the caller may see it
 * @param etag its tag; undefined when the caller may not see it whole */
export function changedMeanwhile(
  current: unknown,
  etag: string | undefined,
  changedBy: ChangedBy | undefined,
): Problem {
  const who = changedBy?.agent_name ? ` by ${changedBy.agent_name}` : '';
  return new Problem('changed-meanwhile', `It has been changed${who} since you read it.`, {
    members: { current, ...(changedBy && { changed_by: changedBy }) },
    ...(etag && { headers: { ETag: etag } }),
  });
}
