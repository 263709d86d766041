import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ApiModule } from '../../coordinator/src/api/api.module.js';

interface Route {
  method: string;
  path: string;
  at: string;
}

/** Every route in the order in which Express asks them: modules deep first, controllers and handlers as written. */
function routesOf(module: Type, seen = new Set<Type>()): Route[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const imports = (Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) ?? []) as Type[];
  const controllers = (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []) as Type[];
  const inside = imports
    .filter((found) => typeof found === 'function')
    .flatMap((found) => routesOf(found, seen));
  return [...inside, ...controllers.flatMap(handlersOf)];
}

function handlersOf(controller: Type): Route[] {
  const base = String(Reflect.getMetadata(PATH_METADATA, controller) ?? '');
  const prototype = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
    if (!handler || method === undefined) return [];
    const path = `/${base}/${String(Reflect.getMetadata(PATH_METADATA, handler) ?? '')}`;
    const tidy = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
    return [{ method: RequestMethod[method], path: tidy, at: `${controller.name}.${name}` }];
  });
}

const routes = routesOf(ApiModule);
const shape = (path: string): string => path.replace(/[:*][^/]+/g, ':');
/** Would Express hand a request for `literal` to `earlier`? */
function shadows(earlier: string, literal: string): boolean {
  const pattern = new RegExp(`^${earlier.replace(/:[^/]+/g, '[^/]+').replace(/\*[^/]+/g, '.+')}$`);
  return pattern.test(literal);
}

test('the walk finds the routes', () => {
  expect(routes.map((route) => `${route.method} ${route.path}`)).toEqual(
    expect.arrayContaining([
      'GET /health',
      'POST /v1/render',
      'POST /v1/assets/upload-url',
      'PUT /files/*key',
    ]),
  );
});

test('no two handlers answer the same method and path', () => {
  const names = routes.map((route) => `${route.method} ${shape(route.path)}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('a literal route comes before the parameter that would swallow it', () => {
  const swallowed = routes.flatMap((route, index) =>
    routes
      .slice(0, index)
      .filter(
        (earlier) =>
          earlier.method === route.method &&
          shape(earlier.path) !== shape(route.path) &&
          !/[:*]/.test(route.path) &&
          shadows(earlier.path, route.path),
      )
      .map((earlier) => `${earlier.at} swallows ${route.method} ${route.path}`),
  );
  expect(swallowed).toEqual([]);
});

test('every POST says its status itself: clients are strict about it', () => {
  const silent = routes.filter((route) => route.method === 'POST').filter((route) => !hasStatus(route.at));
  expect(silent).toEqual([]);
});

function hasStatus(at: string): boolean {
  const [controllerName, name] = at.split('.');
  return codes.get(`${controllerName}.${name}`) !== undefined;
}

const codes = new Map<string, number>();
(function collect(module: Type, seen = new Set<Type>()): void {
  if (seen.has(module)) return;
  seen.add(module);
  for (const controller of (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []) as Type[]) {
    const prototype = controller.prototype as Record<string, object>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object;
      const code = Reflect.getMetadata('__httpCode__', handler) as number | undefined;
      if (code !== undefined) codes.set(`${controller.name}.${name}`, code);
    }
  }
  for (const found of (Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) ?? []) as Type[])
    if (typeof found === 'function') collect(found, seen);
})(ApiModule);
