"use strict";
window.recipes = [
{{ range $n, $p := site.RegularPages }}{{ if $n }},
{{ end }}{{ dict "slug" $p.Params.slug "page" $p.RelPermalink "title" $p.Title "words" (printf "%s %s" $p.Params.summary $p.Params.asset) "meta" (printf "%s · %s" $p.Params.job $p.Params.channel) "topics" (dict "job" (slice $p.Params.job) "channel" (slice $p.Params.channel) "tag" $p.Params.tags) "after" (dict "w" 64 "h" 64 "name" $p.Params.after) "before" (dict "w" 64 "h" 64 "name" $p.Params.before) | jsonify }}{{ end }}
];
