/** Optional packages (those of other platforms) that package-lock.json names and has no entry for: `npm ci` refuses them.
 * @param {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} lock
 * @returns {{ name: string, version: string }[]} */
export function missingEntries({ packages }) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => ({ name, version })),
  );
}

/** @param {string} text package-lock.json */
export function lockProblems(text) {
  return missingEntries(JSON.parse(text)).map(
    ({ name }) => `package-lock.json has no entry for ${name}: run node scripts/complete-lock.js`,
  );
}
