// SPDX-License-Identifier: Apache-2.0
// The demo's clip: `clock` is the time in seconds, 0 to 12. The street is empty at first.
#version 3.7;
global_settings { assumed_gamma 1.0 max_trace_level 5 }
#include "figures.inc"
#include "street.inc"

sky_sphere { pigment { gradient y color_map { [0 rgb <.75, .80, .86>] [.6 rgb <.30, .47, .75>] } } }

camera {
  location <-.6, 3.3, -10.2>
  right x * image_width / image_height
  look_at <.2, .75, 1.5>
  angle 50
}
object { Sky }
object { Street }

// From where it begins at a time it goes on along x, to the right or (Way = -1) to the left, by so many metres a second.
#macro Walks(Begin, X, Z, Way, Speed, Shirt, Trousers, Colour, Hair, Tall)
  #local Gone = Speed * (clock - Begin);
  #if (Gone > 0 & Gone < 24)
    object {
      Person(Gone / 1.45, Shirt, Trousers, rgb <.06, .045, .04>, Colour, Hair)
      scale Tall
      #if (Way < 0) rotate 180 * y #end
      translate <X + Way * Gone, 0, Z>
    }
  #end
#end

#macro Drives(Begin, X, Z, Way, Speed, Colour)
  #local Gone = Speed * (clock - Begin);
  #if (Gone > 0 & Gone < 46)
    object {
      Car(Colour, degrees(Gone / .325))
      #if (Way < 0) rotate 180 * y #end
      translate <X + Way * Gone, -.14, Z>
    }
  #end
#end

Walks(.9, -5.2, -3.5, 1, 1.45, rgb <.50, .08, .07>, rgb <.07, .10, .20>, rgb <.72, .47, .35>, rgb <.10, .06, .035>, 1)
Walks(.2, 9.6, 7.2, -1, 1.5, rgb <.08, .22, .14>, rgb <.22, .19, .15>, rgb <.40, .25, .18>, rgb <.03, .025, .02>, 1.03)
Walks(2.1, -11, 6.9, 1, 1.7, rgb <.62, .55, .20>, rgb <.06, .06, .07>, rgb <.75, .52, .41>, rgb <.35, .22, .10>, .97)
Walks(5.4, 5.3, -4.2, -1, 1.5, rgb <.12, .16, .34>, rgb <.30, .27, .22>, rgb <.62, .41, .30>, rgb <.07, .05, .04>, 1.02)
Drives(1.3, 14, 3.7, -1, 7.5, rgb <.10, .22, .46>)
Drives(4.6, -14, .3, 1, 7, rgb <.62, .63, .64>)
Drives(7.6, 14, 3.7, -1, 8, rgb <.42, .05, .05>)
