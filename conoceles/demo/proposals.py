"""What the invented candidacies propose, and why they stand: sentences that are put together."""

# topic: (short message, problems, acts, goals, means)
TOPICS = {
    "agua": (
        "Que ninguna colonia pase más de dos días sin agua, con una obra por mes y cuentas a la vista.",
        [
            "En {place} hay colonias que reciben agua menos de cuatro días por semana.",
            "Cuatro de cada diez litros que se bombean en {place} se pierden en fugas que nadie repara.",
            "Las comunidades de la sierra todavía acarrean agua en cubetas, casi siempre las mujeres y las niñas.",
        ],
        [
            (
                "Propongo una obra por mes, empezando por las calles que menos reciben, y una página donde cada "
                "familia vea cuándo le toca."
            ),
            "Mediremos las fugas, repararemos primero las más grandes y publicaremos cada reparación con su costo.",
            (
                "Instalaremos captación de lluvia en escuelas y centros de salud, con mantenimiento a cargo de comités "
                "vecinales."
            ),
        ],
        [
            "La meta es que al terminar el segundo año nadie pase más de dos días sin servicio.",
            "En tres años las pérdidas deben bajar a la mitad.",
        ],
        [
            "Se paga con lo que se ahorra en bombeo y con el programa estatal de recuperación de fugas.",
            "No hace falta deuda: basta con ordenar el padrón y cobrar a quien más gasta.",
        ],
    ),
    "transporte": (
        "Camiones que pasen cada quince minutos y banquetas por las que pueda andar una silla de ruedas.",
        [
            "Para llegar al hospital, desde muchas localidades de {place} hay que tomar tres transportes.",
            "Después de las ocho de la noche no hay camión, y quien trabaja de tarde vuelve a pie.",
        ],
        [
            "Haremos rutas con horario publicado, paradas con luz y una tarifa única de transbordo.",
            "Ampliaremos las banquetas del centro y de las escuelas, con rampas y cruces seguros.",
            "Daremos un camión comunitario a las localidades que no tienen ruta, administrado por su asamblea.",
        ],
        [
            "La meta: un camión cada quince minutos en las rutas principales.",
            "En el primer año, veinte cruces seguros junto a escuelas.",
        ],
        ["Se financia con las concesiones que hoy no pagan y con el fondo de movilidad."],
    ),
    "salud": (
        "Centros de salud abiertos por la tarde, con medicinas y con quien atienda.",
        [
            "El centro de salud de {place} cierra a las tres y no tiene quien atienda partos.",
            "Las personas mayores viajan dos horas por una receta que luego no se surte.",
        ],
        [
            "Acordaremos con el estado turnos de tarde y una unidad móvil que visite cada localidad cada quince días.",
            "Crearemos una farmacia solidaria con inventario a la vista de todos.",
            "Formaremos promotoras de salud en cada barrio, con pago y capacitación.",
        ],
        [
            "En seis meses, dos centros con turno vespertino; en dos años, todos.",
            "Ninguna receta sin surtir más de tres días.",
        ],
        ["El gasto se cubre reasignando la publicidad oficial, que se reducirá a la mitad."],
    ),
    "cuidado": (
        "Bibliotecas y escuelas abiertas por la tarde para quien trabaja y cuida.",
        [
            "Quien sale de trabajar a las seis no tiene con quién dejar a sus hijas e hijos.",
            "En {place} el trabajo de cuidar lo hacen casi siempre las mujeres, y casi nunca se paga.",
        ],
        [
            "Abriremos por las tardes las bibliotecas como centros de tarea y cuidado, con personal capacitado.",
            "Habrá una estancia municipal por cada zona y un relevo para quien cuida a una persona enferma.",
        ],
        ["Al terminar el periodo, un centro de cuidado a menos de veinte minutos de cada colonia."],
        ["Se usarán edificios que ya existen y que hoy cierran a mediodía."],
    ),
    "seguridad": (
        "Policía que conozca el barrio, luz en las calles y respuesta en diez minutos.",
        [
            "Hay calles de {place} con la mitad de las lámparas fundidas y patrullas que no pasan.",
            "Muchas personas no denuncian porque nadie les explica qué sigue.",
        ],
        [
            "Cada barrio tendrá su policía de proximidad, con nombre y teléfono de guardia.",
            "Cambiaremos el alumbrado por lámparas de bajo consumo y publicaremos el mapa de lo que falta.",
            "Abriremos una ventanilla de acompañamiento a víctimas, atendida por especialistas.",
        ],
        ["La meta es responder en menos de diez minutos en la cabecera y en veinte fuera de ella."],
        ["El ahorro de energía paga las lámparas en treinta meses."],
    ),
    "campo": (
        "Caminos transitables todo el año y un centro de acopio que pague lo justo.",
        [
            "En tiempo de lluvias, la cosecha de {place} se queda en la parcela porque no hay camino.",
            "Quien siembra vende barato al primer intermediario porque no tiene dónde guardar.",
        ],
        [
            "Repararemos los caminos saca cosechas con maquinaria municipal y jornales de la misma comunidad.",
            "Habrá un centro de acopio con báscula pública y precios a la vista.",
            "Acompañaremos a las cooperativas para que vendan directo a comedores y escuelas.",
        ],
        ["Sesenta kilómetros de camino en el primer año.", "Dos cooperativas nuevas por temporada."],
        ["La mitad del costo se comparte con el programa estatal de caminos."],
    ),
    "empleo": (
        "Un taller por escuela: aprender un oficio sin salir del barrio.",
        [
            "Las y los jóvenes de {place} se van porque aquí no encuentran su primer empleo.",
            "Abrir un negocio pequeño toma once trámites y tres meses.",
        ],
        [
            "Abriremos un taller de oficios en cada secundaria, por las tardes, con certificado.",
            "Juntaremos los trámites en una sola ventanilla con plazo máximo de cinco días.",
            "Compraremos primero a proveedores del municipio, con reglas públicas.",
        ],
        ["Quinientos certificados al año.", "Cinco días para abrir un negocio de bajo riesgo."],
        ["Los talleres usan aulas que ya existen y maestras y maestros jubilados de la región."],
    ),
    "presupuesto": (
        "Abrir el presupuesto: cada peso en una página que cualquiera entienda.",
        [
            "Nadie en {place} sabe cuánto cuesta una calle ni quién la hizo.",
            "Las obras se deciden en una oficina y se inauguran en campaña.",
        ],
        [
            "Publicaremos cada contrato, cada pago y cada retraso, con fotografía de la obra.",
            "La décima parte de la inversión la decidirán las asambleas de barrio.",
        ],
        ["Desde el primer mes, todos los contratos en línea; desde el segundo año, presupuesto participativo."],
        ["No cuesta más: cuesta ordenar lo que ya se hace."],
    ),
    "basura": (
        "Separar, compostar y cerrar el tiradero en tres años.",
        [
            "El tiradero de {place} arde cada mayo y el humo llega a las escuelas.",
            "El camión pasa un día sí y tres no.",
        ],
        [
            "Pondremos rutas con horario fijo y recolección separada, casa por casa.",
            "Haremos composta con los mercados y la daremos a los huertos escolares.",
        ],
        ["Cerrar el tiradero en el tercer año y recuperar el arroyo."],
        ["La venta de materiales y el ahorro en combustible cubren la tercera parte del gasto."],
    ),
    "cultura": (
        "Una casa de cultura viva en cada pueblo, con las fiestas y las lenguas de aquí.",
        [
            "El teatro de {place} lleva nueve años cerrado.",
            "Las bandas del pueblo ensayan en la calle y las canchas están sin luz.",
        ],
        [
            "Reabriremos los espacios cerrados con un patronato vecinal y programación gratuita.",
            "Habrá becas para bandas, danzas y equipos, entregadas por convocatoria pública.",
        ],
        ["Doce espacios abiertos al terminar el periodo."],
        ["Con el uno por ciento del presupuesto y trabajo voluntario reconocido."],
    ),
}

GENDER = [
    (
        "La mitad de las direcciones serán de mujeres y habrá un protocolo contra la violencia con plazos y con quien "
        "responda por él."
    ),
    (
        "Crearemos un refugio regional y transporte seguro por la noche para quienes trabajan en la maquila y en el "
        "hospital."
    ),
    "Pagaremos igual por trabajo igual en el ayuntamiento y publicaremos la lista de sueldos por sexo y puesto.",
    (
        "Habrá intérpretes en las ventanillas y asambleas propias de los pueblos de la sierra para decidir sobre su "
        "agua y su monte."
    ),
    (
        "Haremos accesibles los edificios públicos y contrataremos a personas con discapacidad, con metas anuales y a "
        "la vista."
    ),
]
REASONS = [
    (
        "Llevo {years} años trabajando con comités de vecinos: hay soluciones, y lo que falta es continuidad y cuentas "
        "claras."
    ),
    (
        "Nací en {place} y aquí quiero que mis hijas se queden. Me cansé de esperar a que otros hicieran lo que se "
        "puede hacer."
    ),
    "Porque conozco el ayuntamiento por dentro y sé qué se puede cambiar en los primeros cien días.",
    "Porque las decisiones sobre nuestras calles no pueden tomarse sin quienes las caminan.",
    "Me lo pidió la asamblea de mi comunidad y acepté con una condición: rendir cuentas ante ella cada seis meses.",
]
