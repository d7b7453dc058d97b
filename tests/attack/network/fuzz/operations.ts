/** A JSON schema, as far as parameters use it. */
export interface ParameterSchema {
  type?: string;
  enum?: readonly unknown[];
  anyOf?: readonly ParameterSchema[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

export interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  schema: ParameterSchema;
}

interface DescribedResponse {
  content?: Record<string, unknown>;
}

/** One method of one path, as OpenAPI describes it. */
export interface Operation {
  method: string;
  /** With its parameters in braces. */
  path: string;
  parameters: readonly Parameter[];
  /** By status, e.g. `200`, or by kind, e.g. `4XX`. */
  responses: Readonly<Record<string, DescribedResponse>>;
}

interface OpenApi {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; responses: Record<string, DescribedResponse> }>
  >;
}

/** Every operation of the description that the API itself serves. */
export async function readOperations(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Operation[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`, { headers })).json()) as OpenApi;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      responses,
    })),
  );
}
