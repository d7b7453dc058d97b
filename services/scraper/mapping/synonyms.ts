import type { Field } from './field.ts';

/**
 * What a header can mean beside a field: `name` is a handle or a display name, which the values decide; `row_number`
 * counts the rows; `likes`, `comments`, `shares` and `views` are a post's, or a total that is not held; `interactions`
 * are an average where they stand beside a profile.
 */
export type Meaning =
  | Field
  | 'name'
  | 'row_number'
  | 'likes'
  | 'comments'
  | 'shares'
  | 'views'
  | 'interactions'
  | 'date'
  | 'post_address'
  | 'not_held';

/**
 * All names of columns, in any language, in the form of `headerKey`: lower case, without accents, letters and digits
 * only. Each name is listed once.
 */
const NAMES: Readonly<Record<Meaning, string>> = {
  username:
    'username userid_name userhandle handle handles login loginname nick screenname uniqueid acct accountname ' +
    'accounthandle account twitterhandle instagramhandle ighandle tiktokhandle customurl channelhandle profilehandle ' +
    'platformusername profileusername authorusername authorhandle userposted ownerusername userusername usernames at ' +
    'creatorusername creatorhandle influencerhandle influencerusername igusername vanityname slug publicidentifier ' +
    'usuario nombredeusuario nombreusuario cuenta utilisateur nomdutilisateur nomutilisateur identifiant pseudo compte ' +
    'pseudonyme benutzername nutzername benutzer konto kontoname nomeutente utente nomedeusuario nomedousuario ' +
    'nomeusuario conta gebruikersnaam gebruiker anvandarnamn brukernavn brugernavn kayttajanimi kullaniciadi kullanici ' +
    'hesap nazwauzytkownika uzytkownik uzivatelskejmeno felhasznalonev numeutilizator korisnickoime namapengguna ' +
    'tennguoidung taikhoan пользователь имяпользователя логин ник никнейм аккаунт користувач імякористувача ' +
    'ονομαχρηστη שםמשתמש اسمالمستخدم المعرف حساب نامکاربری यूजरनेम उपयोगकर्तानाम ชื่อผู้ใช้ ユーザー名 ユーザネーム アカウント アカウント名 ' +
    'ユーザーid 用户名 用戶名 帐号 账号 帳號 账户 使用者名稱 사용자명 사용자이름 유저네임 아이디 계정 계정명',
  name:
    'name names nickname nicknames influencer influencers influencername creator creators creatorname channel channelname ' +
    'channels account_title profilename profile user users streamer streamername blogger bloggername youtuber ' +
    'youtubername instagrammer instagramer tiktoker tiktokername artist artistname page pagename brand celebrity star ' +
    'person people author authorname owner talent instagramname tiktokname youtubename twittername youtubechannel ' +
    'nombre nombres influenciador creador canal nom createur influenceur chaine kanal kanalname nome criador influencer_in ' +
    'creatore canale naam maker namn navn nimi isim ad adi nazwa jmeno nev nume ime nama pembuat ten имя название канал ' +
    'блогер автор імя ονομα שם الاسم اسم القناة نام नाम ชื่อ 名前 氏名 名称 チャンネル名 チャンネル 姓名 名字 频道 頻道 博主 达人 이름 채널명 채널 인플루언서',
  display_name:
    'displayname fullname realname knownas publicname authordisplayname authorfullname authornickname channeltitle title ' +
    'accountdisplayname screendisplayname firstandlastname profilefullname ownerfullname nombrecompleto nomcomplet ' +
    'vollstandigername anzeigename nomecompleto nomevisualizzato nombreparamostrar nomdaffichage volledigenaam ' +
    'weergavenaam visningsnamn adsoyad isimsoyisim gorunenad gorunenisim pelneimie namalengkap hoten полноеимя фио ' +
    'отображаемоеимя الاسمالكامل پورانام ชื่อจริง 表示名 昵称 暱稱 顯示名稱 显示名称 ニックネーム 닉네임 표시이름 표시명',
  platform:
    'platform platforms socialplatform socialnetwork network site socialmedia socialmediaplatform medium_name app service ' +
    'plataforma redsocial red plateforme reseau reseausocial plattform netzwerk piattaforma rede redesocial netwerk ' +
    'platforma siec sosyalmedya mecra платформа соцсеть сеть πλατφορμα פלטפורמה المنصة منصة پلتفرم मंच แพลตฟอร์ม ' +
    'プラットフォーム 平台 플랫폼 platformname workplatform workplatformname channeltype',
  followers:
    'followers follower followerscount followercount followernumber nooffollowers followersno numberoffollowers ' +
    'subscribers subscriber subscribercount subscriberscount subs subscount fans fan fancount fanscount audience audiencesize ' +
    'totalfollowers totalsubscribers edgefollowedbycount edgefollowedby followedby followedbycount followersnumber ' +
    'followerscounts statsfollowercount fbfans pagelikes likespage members reach_followers ' +
    'seguidores seguidor suscriptores numerodeseguidores inscritos abonnes abonne nombredabonnes abonnenten abonnent ' +
    'anhanger followerzahl followeranzahl anzahlfollower abonnentenzahl seguaci iscritti volgers abonnees foljare prenumeranter ' +
    'folgere abonnenter seuraajat tilaajat takipci takipciler takipcisayisi abone abonesayisi aboneler obserwujacy ' +
    'obserwujacych subskrybenci sledujici odberatele kovetok feliratkozok urmaritori abonati pratitelji pengikut ' +
    'jumlahpengikut pelanggan nguoitheodoi soluongnguoitheodoi nguoidangky подписчики подписчиков числоподписчиков ' +
    'количествоподписчиков фолловеры підписники ακολουθοι עוקבים מנויים متابعون المتابعون متابعين المتابعين عددالمتابعين ' +
    'مشتركين المشتركون دنبالکنندگان دنبالکننده फॉलोअर्स अनुयायी सब्सक्राइबर ผู้ติดตาม จำนวนผู้ติดตาม フォロワー フォロワー数 登録者数 チャンネル登録者数 登録者 ' +
    '粉丝 粉丝数 粉絲 粉絲數 关注者 关注者数 追蹤者 訂閱者 订阅者 订阅数 팔로워 팔로워수 구독자 구독자수',
  following:
    'following followings follows followscount followingcount followscounts friends friendscount numberfollowing ' +
    'nooffollowing edgefollow edgefollowcount followees subscriptions followingnumber statsfollowingcount ' +
    'siguiendo seguidos seguindo abonnements abonnement folgt gefolgt seguiti profiliseguiti volgend volgt foljer ' +
    'takipedilen takipedilenler takip obserwowani sleduje kovetett mengikuti dangtheodoi подписки подписок ' +
    'количествоподписок ακολουθει נעקבים يتابع المتابعون_هم دنبالشونده กำลังติดตาม フォロー フォロー数 フォロー中 关注 关注数 關注 正在关注 追蹤中 팔로잉 팔로잉수',
  posts_count:
    'postscount postcount numberofposts numposts totalposts noofposts videocount videoscount totalvideos numberofvideos ' +
    'mediacount mediacounts contentcount statusescount tweetscount tweetcount totaltweets uploads uploadcount posts videos ' +
    'publicrepos tweets edgeownertotimelinemediacount statsvideocount statuses toots awemecount pincount pins pinscount ' +
    'publicaciones numerodepublicaciones publicacoes publications nombredepublications beitrage anzahlbeitrage beitragsanzahl ' +
    'post_total pubblicazioni numerodipost berichten inlagg innlegg julkaisut gonderi gonderiler gonderisayisi posty wpisy ' +
    'prispevky bejegyzesek postari kiriman jumlahpostingan baidang посты публикации записи количествопостов дописи ' +
    'αναρτησεις פוסטים المنشورات منشورات عددالمنشورات پستها पोस्ट โพสต์ 投稿数 投稿 動画数 帖子 帖子数 作品数 貼文 貼文數 게시물 게시물수 동영상수',
  category:
    'category categories category1 maincategory primarycategory categoryname niche niches topic topics vertical industry genre ' +
    'genres subject field contenttype businesscategory businesscategoryname accountcategory channelcategory theme interests ' +
    'categoria categorias rubro tematica tema categorie thematique secteur kategorie thema branche settore categoriatematica ' +
    'onderwerp kategori kategorier luokka kategoriler alan kategoria tematyka kategoriavideo temakor categorii kategorija ' +
    'danhmuc chude linhvuc категория категории тематика тема ниша категорія κατηγορια קטגוריה الفئة فئة التصنيف المجال ' +
    'دستهبندی श्रेणी หมวดหมู่ ประเภท カテゴリ カテゴリー ジャンル 类别 類別 分类 分類 领域 카테고리 분야',
  bio:
    'bio biography description about aboutme signature introduction summary profiledescription channeldescription ' +
    'profilebio userdescription accountdescription biographytext headline note selfdescription profileinfo shortbio authorbio ' +
    'biografia descripcion descricao presentation biographie beschreibung biografie uberuns uebermich descrizione ' +
    'omschrijving beskrivning beskrivelse kuvaus biyografi aciklama hakkinda opis popis leiras descriere deskripsi tieusu mota ' +
    'описание биография осебе опис βιογραφικο תיאור نبذة الوصف السيرةالذاتية توضیحات विवरण परिचय คำอธิบาย プロフィール文 自己紹介 紹介文 説明 ' +
    '简介 簡介 个人简介 描述 자기소개 소개 설명 biographie_text',
  verified:
    'verified isverified verifiedstatus verifiedbadge blueverified isblueverified verification authorverified verificado ' +
    'verifie verifiziert verificato geverifieerd verifierad dogrulanmis onayli zweryfikowany overeny верифицирован ' +
    'подтвержден επαληθευμενο מאומת موثق تاییدشده सत्यापित ยืนยัน 認証 认证 已认证 認證 인증',
  language:
    'language lang languagecode languages defaultlanguage locale primarylanguage contentlanguage idioma lengua langue sprache ' +
    'lingua taal sprak kieli dil jezyk jazyk nyelv limba jezik bahasa ngonngu язык мова γλωσσα שפה اللغة لغة زبان भाषा ภาษา 言語 语言 語言 언어',
  country:
    'country countrycode countryname location region nation geo market audiencecountry locationcountry basedin countries city_country ' +
    'place origin nationality city countryorregion geography audiencecountrymostly countrymostly mainaudiencecountry ' +
    'pais ubicacion pays lieu localisation land standort ort paese luogo localidade localizacao locatie plaats maa sijainti ulke ' +
    'konum sehir kraj lokalizacja zeme orszag tara drzava negara lokasi quocgia страна регион город местоположение країна χωρα ' +
    'τοποθεσια מדינה الدولة البلد دولة بلد الموقع کشور देश स्थान ประเทศ 国 国名 地域 場所 国家 國家 地区 地區 所在地 국가 나라 지역 위치',
  url:
    'url profileurl profilelink link links channelurl channellink accounturl pageurl pagelink instagramurl tiktokurl ' +
    'youtubeurl twitterurl authorurl authorprofileurl userurl htmlurl instagramlink youtubelink tiktoklink profileaddress ' +
    'href inputurl permalinkprofile linkedinurl facebookurl enlace enlaces perfil lien lienprofil profil verknupfung collegamento ' +
    'koppeling lank lenke linkki baglanti profillinki odkaz hivatkozas poveznica tautan lienket ссылка профиль посилання ' +
    'συνδεσμος קישור الرابط رابط لینک लिंक ลิงก์ リンク プロフィールurl 链接 連結 主页 主頁 링크 주소 프로필링크 weburl userprofileurl',
  native_id:
    'nativeid userid userids accountid profileid channelid authorid ownerid did pk platformid externalid igid instagramid ' +
    'tiktokid twitterid youtubeid userpk creatorid influencerid idstr restid secuid fbid channelids ytchannelid useridstr ' +
    'channelexternalid youtubechannelid xid twitchid facebookid pageid',
  id: 'id ids identifier',
  fetched_at:
    'fetchedat timestamp scrapedat collectedat crawledat retrievedat asof scrapedate dateofdata lastupdated updatedat ' +
    'lastupdate snapshotdate dataasof exportedat dateadded indexedat_source scrapetime fetchdate fetched',
  avatar: 'avatar',
  avatar_url:
    'avatarurl profilepicurl profilepic profilepicture profilepictureurl profileimage profileimageurl profileimagelink ' +
    'picture pictureurl photo photourl image imageurl thumbnail thumbnailurl profilepicurlhd avatarlarger avatarmedium ' +
    'avatarthumb avatarlargerurl profileimageurlhttps channelavatar foto fotodeperfil photodeprofil profilbild profilfoto ' +
    'логотип аватар фото アイコン 头像 頭像 프로필사진',
  posts:
    'latestposts recentposts postlist timeline edgeownertotimelinemedia latestvideos recentvideos medias feeditems',
  source: 'source',
  reported_engagement_rate:
    'engagementrate er erpercent engrate engagementpercent engagementpercentage engagementratio avgengagementrate ' +
    'averageengagementrate erpost engagementratepercent reportedengagementrate avgengagement avger er30 ' +
    'tasadeinteraccion tasadeengagement tauxdengagement taxadeengajamento engajamento interaktionsrate engagementquote ' +
    'tassodicoinvolgimento tassodiengagement etkilesimorani etkilesim wskaznikzaangazowania zaangazowanie tingkatinteraksi ' +
    'tyletuongtac вовлеченность уровеньвовлеченности вовлеченностьer معدلالتفاعل نسبةالتفاعل エンゲージメント率 互动率 互動率 참여율',
  reported_likes:
    'avglikes averagelikes meanlikes likesavg likesaverage likesperpost averagelikesperpost reportedlikes medianlikes ' +
    'promediodelikes likespromedio promediolikes moyennedeslikes likesmoyens mediadelikes medialikes durchschnittlichelikes ' +
    'ortalamabegeni begeniortalamasi среднеелайков лайковвсреднем متوسطالإعجابات 平均いいね 平均いいね数 平均点赞 平均点赞数 평균좋아요',
  reported_comments:
    'avgcomments averagecomments meancomments commentsavg commentsaverage commentsperpost reportedcomments mediancomments ' +
    'promediodecomentarios comentariospromedio moyennedescommentaires commentairesmoyens mediadecomentarios mediacommenti ' +
    'durchschnittlichekommentare ortalamayorum yorumortalamasi 平均コメント数 平均评论 平均评论数 평균댓글',
  reported_shares:
    'avgshares averageshares meanshares sharesavg sharesperpost reportedshares averageretweets avgretweets 平均分享 평균공유',
  reported_views:
    'avgviews averageviews meanviews viewsavg viewsaverage viewsperpost viewspervideo averageviewspervideo reportedviews ' +
    'medianviews avgplays averageplays avgviewcount averageviewcount promediodevistas vistaspromedio moyennedesvues vuesmoyennes ' +
    'mediadevisualizacoes mediavisualizzazioni durchschnittlicheaufrufe ortalamaizlenme izlenmeortalamasi 平均再生数 平均再生回数 ' +
    '平均播放量 平均观看 평균조회수 средниепросмотры',
  reported_interactions:
    'avginteractions averageinteractions engavg engagementavg engagementsavg avgengagements averageengagements ' +
    'interactionsavg reportedinteractions interactionsperpost averageengagement',
  interactions: 'interactions engagements engagement totalengagement totalengagements interactioncount',
  row_number:
    'rank ranking rang rank_no no number sno srno serialno serialnumber slno slnumber row rowid rownumber rownum index idx ' +
    'position pos puesto posicion platz posizione posicao positie sira siralama lp poradi rangsor место номер ترتيب الترتيب ' +
    'رتبه क्रमांक อันดับ 順位 番号 排名 序号 序號 순위 번호 unnamed0 unnamed level_0',
  post_id:
    'postid postids videoid mediaid tweetid statusid shortcode shortcodes awemeid itemid contentid postcode pinid noteid',
  post_text:
    'caption captions posttext postcaption posttitle videotitle tweettext tweet text content postcontent videodescription ' +
    'postdescription message fulltext captiontext captiontext_edge',
  post_address: 'posturl videourl postlink videolink tweeturl permalink mediaurl',
  post_date:
    'publishedat datetime createtime createtimeiso takenat takenattimestamp dateposted posteddate postedat postdate ' +
    'publishdate publishtime publicationdate uploaddate createdtime publisheddate releasedate datepublished',
  post_likes:
    'postlikes likecount likescount diggcount favoritecount numlikes edgelikedbycount edgemediapreviewlikecount likesnumber numberoflikes',
  post_comments:
    'postcomments commentcount commentscount numcomments replycount repliescount numberofcomments edgemediatocommentcount replies',
  post_shares:
    'postshares sharecount sharescount retweetcount retweets repostcount reposts reblogscount numshares numberofshares forwardcount retweetscount',
  post_views:
    'postviews playcount viewcount viewscount videoviewcount videoviews videoplaycount numviews numberofviews impressions plays playscount impressioncount',
  post_hashtags: 'hashtags tags hashtag posthashtags',
  likes:
    'likes likestotal totallikes hearts heartcount heart megusta jaime gefalltmir curtidas begeni begeniler lubietola лайки إعجابات いいね 点赞 赞 좋아요',
  comments:
    'comments totalcomments comentarios commentaires kommentare commenti yorum yorumlar komentarze комментарии تعليقات コメント 评论 댓글',
  shares:
    'shares totalshares compartidos partages geteilt condivisioni paylasim репосты مشاركات シェア 分享 转发 공유',
  views:
    'views totalviews visits totalplays vistas vues aufrufe visualizzazioni visualizacoes goruntulenme izlenme wyswietlenia просмотры مشاهدات 再生回数 再生数 播放量 浏览量 조회수',
  date: 'date day fecha datum data tarih дата التاريخ 日付 日期 날짜 created createdat createddate joined joindate joinedat accountcreated registered',
  not_held:
    'email mail emails emailaddress businessemail contact contacts contactinfo phone phonenumber mobile whatsappnumber tel telefon ' +
    'correo correoelectronico courriel telefono telephone epost eposta gender sex age birthday birthdate dob company hireable ' +
    'employer organization price cost cpm cpv fee rate budget manager agency management website externalurl homepage blogurl ' +
    'etag type isbusinessaccount isprivate private fbpageid highlights status uuid category2 category3 subcategory',
};

const MEANING_OF: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(NAMES).flatMap(([meaning, names]) =>
    names.split(' ').map((name) => [headerKey(name), meaning as Meaning] as const),
  ),
);

/** A header in the form in which names are compared. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');
}

/** What the name, in the form of `headerKey`, means; `undefined` when it is not in the table. */
export function meaningOf(key: string): Meaning | undefined {
  return MEANING_OF.get(key);
}
