// Who may import whom. Each row may import every row above it; folders of one row keep apart, except for
// the pairs in `siblings`. Tests and e2e/ may import anything. Checked by `npm run imports`.
const layers = [
  ['base'],
  ['graph'],
  ['reference', 'gpu'],
  ['kernels'],
  ['compile'],
  ['nn', 'optim', 'quant'],
  ['sharding', 'tiers', 'ingest', 'scaling', 'federated', 'selection', 'footprint', 'workload'],
  ['experiments'],
  ['bench'],
  ['lab'],
  ['cli', 'ui'],
];

/** [from, to]: a folder that builds on another of its own row. */
const siblings = [
  ['nn', 'optim'],
  ['quant', 'nn'],
  ['tiers', 'sharding'],
  ['federated', 'footprint'],
];

// Tests, and what only tests use: the oracle's own helpers.
const test = '\\.test\\.tsx?$|/testing/';
const engine = ['graph', 'reference', 'gpu', 'kernels', 'compile', 'nn', 'optim', 'quant'];
const inside = (...folders) => `^src/(${folders.join('|')})/`;

/** A rule that source files (not tests) under `from` may not import `to`. */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: [test] },
  to,
});

const layerRules = layers.flatMap((row, index) =>
  row.map((folder) => {
    const allowed = siblings.filter(([from]) => from === folder).map(([, to]) => to);
    const apart = row.filter((name) => name !== folder && !allowed.includes(name));
    const above = layers.slice(index + 1).flat();
    return forbid(
      `layer-${folder}`,
      `src/${folder} imports only what lies before it: ${layers.slice(0, index).flat().join(', ') || 'nothing'}`,
      inside(folder),
      // A folder without anything to keep away from would otherwise match every import.
      { path: [...apart, ...above].length > 0 ? inside(...apart, ...above) : '^$' },
    );
  }),
);

module.exports = {
  forbidden: [
    ...layerRules,
    forbid('data-on-base', 'Readers and generators know only src/base', inside('data'), {
      path: '^src/',
      pathNot: inside('base', 'data'),
    }),
    forbid('engine-without-data', 'The engine takes arrays, not data sets', inside('base', ...engine), {
      path: inside('data'),
    }),
    forbid(
      'ui-without-engine',
      'The page reaches the GPU only through the worker protocol of src/lab',
      inside('ui'),
      { path: inside(...engine.filter((folder) => folder !== 'graph')) },
    ),
    forbid(
      'ui-without-cases',
      'The page knows the form of a benchmark and of its reports; the cases run in the worker',
      inside('ui'),
      { path: '^src/bench/(?!format|report/)' },
    ),
    forbid('shaders-through-kernels', 'Only src/kernels names shader files', '^src/(?!kernels/)', {
      path: '^shaders/',
    }),
    forbid(
      'pure',
      'The graph, its oracle and the data readers run anywhere',
      inside('base', 'graph', 'reference'),
      {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer'],
      },
    ),
    forbid('node-in-cli', 'Only src/cli may use Node; the rest runs in a browser', '^src/(?!cli/)', {
      dependencyTypes: ['core'],
    }),
    forbid('react-in-ui', 'Only src/ui draws', '^src/(?!ui/)', {
      path: 'node_modules/(react|react-dom|zustand|uplot)/',
    }),
    forbid('playwright-in-cli', 'Only src/cli drives a browser', '^src/(?!cli/)', {
      path: 'node_modules/(@playwright|playwright|playwright-core)/',
    }),
    forbid('no-tests-in-source', 'Source never imports a test or its helpers', '^src/', {
      path: [test, '^e2e/'],
    }),
    {
      name: 'no-cycles',
      comment:
        'Files that need each other at run time are one file, or lack a third; types may refer both ways',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that names nothing; the peers of the benchmark are installed only when asked for',
      severity: 'error',
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: ['^vitest/', '\\?', '^@jax-js/', '^@tensorflow/', '^onnxruntime-web'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|e2e/bench/peers/node_modules)/' },
    // Imports of types count: they bind one folder to another just as values do.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
