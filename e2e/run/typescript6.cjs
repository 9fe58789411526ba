// dependency-cruiser reads TypeScript through the API of TypeScript 6, which TypeScript 7 does not have.
// Preloaded with `node --require`, this file makes `typescript` mean the installed alias `typescript-6`.
const Module = require('node:module');

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request.replace(/^typescript(?=\/|$)/, 'typescript-6'), ...rest);
};

const hook = `export const resolve = (name, context, next) =>
  next(name === 'typescript' ? 'typescript-6' : name, context);`;
Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
