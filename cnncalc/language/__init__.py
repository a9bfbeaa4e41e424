"""YAML text -> Network. The way of a spec through these files, and the questions each answers:

1. `find`: which text is meant?  `parse`, with `ahead` and `slips`: what does YAML say, and where? A `tree`.
2. `inherit`: what does it extend and use?  `document`, with `variables`, `inputs`, `defaults`, `stated` and
   `blocks`: what stands at its top?  `unread`: what of it does nothing read?
3. `bounds`: how many layers will it have at least?  `build`: settle it once, build it on any inputs.
4. `follow`: item by item.  `entry`, `statements`, `known`, `conditions`: what is an item, is there such a
   kind, is it wanted?  `names`, `scope`, `naming`: what is it called?  `single` and `fields`: which layer is
   it?  `wiring`: what does it read? There the network grows.
5. What a text means: `expression` (`arithmetic`, `env`, `meaning`), `values` (`numbers`, `shapes`); `misfit`
   where it does not fit.

Beside the way: `brief` and `options` read layers from a command line, `config` what a project says of itself,
`comments` what YAML leaves out; `schema/` tells editors what is allowed.
"""
