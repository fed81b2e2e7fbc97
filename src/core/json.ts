/** A part of a manifest, as plain JSON. */
export type Json = { [field: string]: any };

/** Labels, annotations, data of a ConfigMap and the like. */
export type StringMap = { [key: string]: string };
