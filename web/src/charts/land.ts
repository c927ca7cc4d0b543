// The outlines of the continents (Natural Earth 1:110m), as GeoJSON.
import { feature } from 'topojson-client';
import type { GeometryObject, Topology } from 'topojson-specification';
import topology from 'world-atlas/land-110m.json';

const world = topology as unknown as Topology<{ land: GeometryObject }>;
export const land = feature(world, world.objects.land);
