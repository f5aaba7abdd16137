"""The words that the prompt can make sentences of; a word that is missing costs elegance and never sense."""

from __future__ import annotations

DETERMINERS = frozenset(
    """
    a an another any both each every four her his its more my our several some that the their these this those
    three two your
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words that open the name of a thing."""
NEW_THINGS = frozenset(
    """
    a an another four more several some three two
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Those that open the name of something new."""
SMALL = frozenset(
    """
    a above across against all along an and another any anything around as at before behind below beside between both
    by down each else every everything for four from her his in inside into it its more my near no not of off on one
    only onto or other our out outside over several slightly some that the their them these this those three
    through to toward two under up very with without your
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words between the others, determiners among them."""
VERBS = frozenset(
    """
    add adjust alter apply blend blur brighten bring build change clean clear close color colorize colour
    combine continue convert copy correct cover create crop cut darken delete desaturate design distort draw
    dress edit emboss enhance enlarge erase expand extend extract fade fill fix flatten flip frame give grade
    grow heal hide highlight improve include increase insert introduce invent isolate keep leave let lift
    light lighten lower make mark match mend merge mirror modify move obscure open overlay paint paste place
    position press print put raise rearrange recolor recolour recreate redesign redraw reduce reframe relight
    remake remove render repair repeat replace reposition reshape resize restore restyle retouch rewrite
    rotate saturate scale set shade sharpen shift show shrink simplify smooth soften straighten stretch
    stylize swap switch take tilt tint tone touch transfer transform translate trim turn undo upscale use warm
    warp widen wrap write zoom
    eliminate engrave outline reconstruct reimagine repaint retexture simulate substitute
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Commands in their plain form."""
NAMES = frozenset(
    """
    anatomy angle animal apple arm arrangement artefact artifact artwork aspect atmosphere autumn backdrop
    background backlight bag balance band banner bar base beach bead beam beard bed bench berry bicycle bird
    blade blanket blemish blossom board body bokeh book boot border bottle bottom bow bowl box bracelet branch
    brand brass breeze brick bridge bristle brush bubble buckle building butterfly button cabinet cable café
    cake camera candle canvas cap car card carpet cat catalog catalogue ceiling center centre ceramic chain
    chair character chest child chin claim clasp clay clock cloth clothes clothing cloud coaster coat coffee
    collar color colour column composition concrete container contour contrast copper copy corner cosmetics
    cotton counter countertop cover crack cream crop crowd cup curtain curve cushion cut daylight deck denim
    depth design desk detail dial dimension direction dish display distance distortion dog door dress
    driftwood drop dusk dust ear earring edge effect element emblem embroidery evening exposure expression eye
    fabric face fall fashion feather feature fiber figure film filter finger fingerprint finish fire flame
    flare floor flower focus foliage font food foot foreground forest form frame framing fringe front fruit
    fur furniture garden garment gemstone geometry glare glass glasses glaze glitter glove glow gold grade
    gradient grain granite graphic grass gravel grip ground hair halo hand handbag handle handwriting hardware
    hat haze head headline heel height hem highlight hill hinge holder hole horizon horse house icon identity
    illustration image ink interior iron item jacket jar jaw jewelry jug kitchen knife knit knob knot label
    lace lamp landscape laptop leaf leather left leg lemon length lens letter lettering lid light lighting
    likeness line linen lining lip lipstick liquid logo look loop maker makeup man marble mark market material
    measurement metal middle mirror model moment mood moon morning motif mountain mouth mug nail name nature
    neck necklace needle night noise nose number oak object ocean office oil orchid ornament outfit outline
    oval package packaging page paint painting palette paper park part pattern pavement pearl pedestal pen
    pencil people perfume person perspective petal phone photo photograph photographer picture pillow plant
    plastic plate pocket podium point pole portrait pose poster pot pottery powder present price print product
    profile prop proportion pump quality rain ray reflection retail ribbon right rim ring river road rock roof
    room rope rose rug sale sand sandal scale scarf scene scent scratch screen screw sea seal seam season seat
    seed shadow shape shelf shell shine ship shirt shoe shop shopfront shore shot shoulder showroom side sign
    signature silhouette silk silver size skin skirt sky skyline sleeve slogan smile smoke smudge snow soap
    sofa sole space spark speck spectacles splash spoon spot spray spring stage stain stand star statue steam
    steel stem step sticker stitch stitching stone stool store storefront story strap straw street stripe
    structure studio style subject suede sugar suit summer sun sunlight sunrise sunset surface surrounding
    swatch symbol table tablecloth tabletop tag tail tea text textile texture thing thread tie tile time tint
    tip tissue tone tongue tooth top towel toy trademark trash tray tree trim trunk tube twig type typography
    umbrella vase veil velvet vendor view vignette vine wall watch water watermark wave wax weather weave
    wheel whisker window wine winter wire woman wood wool word wording worktop wrap wrinkle wrist writing yarn
    zipper
    caption dot headline margin setting strip subtitle thirds
    accessory alignment beauty brow bus clutter day droplet eyebrow fold freckle gloss hairstyle herb hierarchy
    kerning layer layout legibility limb logotype mannequin neckline pet photography placement plating pore
    resolution sketch sneaker sock spacing strand tablet tattoo track traffic vehicle
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Names of things."""
QUALITIES = frozenset(
    """
    abstract accurate additional afternoon airy amber ambient ample antique authentic background bare beige
    big black bland blue blurred blurry bold bright brown brushed calm candid candlelit casual cheerful chrome
    cinematic classic clean clear close cloudy cold colorful colourful commercial consistent contact
    contemporary cool cosy cozy cream creamy crisp crowded curved custom damp dark decorative deep delicate
    diffuse diffused dim dirty distant documentary dramatic dreamy dry dull earthy editorial elegant empty
    even exact existing extra faint fake festive fine flat floral foreign fresh front frosted full fuzzy
    gentle glass glossy golden gray green grey handmade handwritten hard hazy heavy high honest horizontal
    human indoor industrial inner intense invented large lavender layered light lit long loose low lush
    luxurious matte metallic minimal minimalist misty modern moody muted natural neat neutral new nordic odd
    old olive open orange organic original ornate outdoor outer overall overcast painted pale pastel patterned
    photographic photorealistic pink plain playful polished premium printed proper pure purple quiet random
    raw real realistic rear rectangular red refined relaxed retro rich rough round rustic sans saturated
    scandinavian sepia serif sharp sheer shiny short silver simple single slim small smooth snowy soft solid
    sparse spotless square stark stray striped strong subtle sunlit sunny tall tan teal terracotta textured
    thick thin tidy timeless tiny translucent transparent turquoise unbranded uncluttered unwanted uploaded
    vertical vibrant vintage visible vivid warm washed weathered wet white whole wide wild wooden woven yellow
    young
    aqua blush bronze burgundy champagne charcoal coral crimson cyan indigo ivory khaki magenta maroon mint mustard
    peach sage scarlet turquoise violet
    aligned centered centred first fourth half landscape last lower navy polka portrait quarter second third upper
    wide-angle
    artificial bad busy cartoon cluttered crooked duplicate excessive facial garish harsh messy oversaturated
    oversized tacky uneven unnatural unrealistic unreadable wrong
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""What things are like."""
FINITE = frozenset(
    """
    are be become becomes been can changed converted could did do does get gets goes gone had has have is look
    looks may moved moves must need needs removed replaced shall should sits stands stays turned turns was
    were will would
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words that make a statement of a phrase, or stand where a name has ended."""
DOINGS = frozenset(
    """
    appear be blow bend burn carry cast climb dance disappear drink drive drop eat face fall feature fit float fly
    fold follow get glow go hang have hold hug jump kneel lean lie line look match melt pour pose point rain read
    reach reflect rest ride ring roll run say shine shoot sing sink sit sleep smile smoke spin splash stand star stay
    steam step swim talk touch walk watch wave wear work
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""What a thing can do; behind "to" these say no new state."""
