// SPDX-License-Identifier: Apache-2.0
// The picture of the self-test: one person and one car, in full view.
#version 3.7;
global_settings { assumed_gamma 1.0 max_trace_level 6 }
#include "figures.inc"
#include "street.inc"

#ifdef (Shown) #if (Shown > 1) #declare Alone = 1; #end #end
#ifdef (Alone)
  background { color rgb <1, 0, 1> }
#else
  sky_sphere { pigment { gradient y color_map { [0 rgb <.75, .80, .86>] [.6 rgb <.30, .47, .75>] } } }
#end

camera {
  location <-.4, 1.75, -9.2>
  right x * image_width / image_height
  look_at <.35, 1.05, 0>
  angle 44
}
// Shown: 0 the street alone, 1 all of it; 2 the person alone and 3 the car alone, on nothing, for their true boxes.
#ifndef (Shown) #declare Shown = 1; #end
#if (Shown < 2)
  object { Sky }
  object { Street }
#end
#if (Shown = 1 | Shown = 2)
  object {
    Person(.13, rgb <.50, .08, .07>, rgb <.07, .10, .20>, rgb <.07, .05, .04>, rgb <.72, .47, .35>, rgb <.10, .06, .035>)
    rotate 62 * y
    translate <-1.75, 0, -3.3>
  }
#end
#if (Shown = 1 | Shown = 3)
  object {
    Car(rgb <.10, .22, .46>, 12)
    rotate 205 * y
    translate <2.35, -.14, 1.35>
  }
#end
